"""Loads the demo mesh the way people do: teams are founded, sources land, bundles are published, data is ordered."""

import secrets
import time
from collections.abc import Callable
from pathlib import Path

from django.conf import settings
from django.contrib.auth.models import Group

from accounts.models import Team, User
from accounts.teams.services import found_team, set_member
from catalog.governance.checkpoints.services import load_shipped_forms
from catalog.models import DataProduct, Domain, OutputPort, PublishingRun, SourceSystem
from catalog.publishing.landing import land_table
from catalog.publishing.services import save_draft, submit
from marketplace.demo.baskets import fill_baskets, open_accounts
from marketplace.demo.checkpoints import sign_checkpoints
from marketplace.demo.drafts import begin_drafts
from marketplace.demo.following import begin_following, save_searches
from marketplace.demo.needs import state_needs
from marketplace.demo.policies import begin_exceptions, begin_policies
from marketplace.demo.server import begin_server, documents_of
from marketplace.demo.sources import DemoBundle, SourceTable, bundles, find_sources, mesh, publishable
from marketplace.demo.stewardship import begin_access_rules, begin_campaigns
from marketplace.demo.synonyms import add_synonyms
from marketplace.demo.voices import speak
from marketplace.foundation.audit import coming_from, record
from requests.models import Order
from requests.ordering.services import place_order

Say = Callable[[str], None]


class LoadingFailed(Exception):
    """A part of the demo mesh could not be published."""


def demo_password() -> str:
    """The password of the five people: made once, kept beside the database, printed by `make demo`."""
    file: Path = settings.VAR_DIR / "demo-password"
    if not file.exists():
        file.touch(mode=0o600)
        file.write_text(secrets.token_urlsafe(12))
    return file.read_text()


def load(say: Say, *, patience: float = 600) -> None:
    """Bring the demo mesh to what mesh.yaml says; what is there already stays as it is.

    Publishing is left to the worker; `patience` is how many seconds one bundle may take.
    Raises LoadingFailed when a bundle is refused or its run fails.
    """
    with coming_from("command", command="demo"):
        plan = mesh()
        _people(plan)
        _teams(plan)
        _domains(plan)
        begin_server()
        load_shipped_forms()
        begin_access_rules(plan)
        save_searches(plan)
        here = land_sources(plan, say)
        _publish(publishable(here), say, patience)
        _orders(plan)
        open_accounts(plan)
        fill_baskets(plan)
        sign_checkpoints(plan)
        begin_policies(plan)
        begin_exceptions(plan)
        begin_campaigns(plan)
        begin_drafts(plan)
        begin_following(plan)
        add_synonyms(plan)
        state_needs(plan)
        speak(plan)


def is_loaded() -> bool:
    """Is every bundle that can be published here, published?"""
    wanted = {bundle.slug for bundle in publishable(find_sources()[0])}
    return wanted <= set(DataProduct.objects.shown().values_list("slug", flat=True))


def _people(plan) -> None:
    for row in plan["people"]:
        first, last = row["name"].split(" ", 1)
        person, made = User.objects.get_or_create(
            username=row["username"], defaults={"email": row["email"], "first_name": first, "last_name": last}
        )
        if made:
            person.set_password(demo_password())
            person.is_staff = any(row["username"] in names for names in plan["groups"].values())
            person.save()
            record("person.created", person, actor=None)
    for name, usernames in plan["groups"].items():
        Group.objects.get_or_create(name=name)[0].user_set.add(*User.objects.filter(username__in=usernames))


def _teams(plan) -> None:
    people = {person.username: person for person in User.objects.all()}
    for row in plan["teams"]:
        team = Team.objects.filter(slug=row["slug"]).first()
        team = team or found_team(actor=None, slug=row["slug"], name=row["name"], description=row["description"])
        for member in row["members"]:
            set_member(actor=None, team=team, person=people[member["person"]], role=member["role"])


def _domains(plan) -> None:
    for row in plan["domains"]:
        domain, made = Domain.objects.get_or_create(
            slug=row["slug"],
            defaults={
                "name": row["name"],
                "description": row["description"],
                "team": Team.objects.get(slug=row["team"]),
                "parent": Domain.objects.filter(slug=row.get("parent")).first(),
            },
        )
        if made:
            record("domain.created", domain, actor=None, public=True)


def land_sources(plan, say: Say, *, only: tuple[str, ...] = ()) -> list[SourceTable]:
    """Land every source table that is on this machine and has not landed; `only` names some as "<system>.<table>"."""
    tables, missing = find_sources()
    tables = [table for table in tables if not only or table.key in only]
    for lost in missing:
        say(lost.sentence)
    systems = {}
    for row in plan["sources"]:
        systems[row["slug"]], _ = SourceSystem.objects.get_or_create(
            slug=row["slug"],
            defaults={
                "name": row["name"],
                "description": row.get("description", ""),
                "licence": row.get("licence", ""),
                "team": Team.objects.filter(domains__slug=row["domain"]).first(),
            },
        )
    landed = {f"{table.system.slug}.{table.name}" for system in systems.values() for table in system.tables.all()}
    for table in tables:
        if table.key in landed:
            continue
        with table.opened() as file:
            source = land_table(
                actor=None,
                system=systems[table.system],
                name=table.name,
                source=file,
                format=table.format,
                null_values=table.nulls or ("",),
            )
        say(f"Landed {source}: {source.rows:,} rows.")
    return tables


def _publish(ready: list[DemoBundle], say: Say, patience: float) -> None:
    """Submit each bundle as soon as those it reads are published, so that workers build side by side."""
    shown = set(DataProduct.objects.shown().values_list("slug", flat=True))
    waiting = [bundle for bundle in ready if bundle.slug not in shown]
    makers = {contract: bundle.slug for bundle in bundles() for contract in bundle.contracts}
    running: dict[str, tuple[PublishingRun, float]] = {}
    while waiting or running:
        for bundle in list(waiting):
            if all(makers[contract] in shown for contract in bundle.reads_contracts):
                running[bundle.slug] = (_submit(bundle), time.monotonic())
                waiting.remove(bundle)
        for slug, (run, since) in list(running.items()):
            run.refresh_from_db()
            if run.state == PublishingRun.State.SUCCEEDED:
                port = OutputPort.objects.offered().filter(product__slug=slug).select_related("snapshot").first()
                say(f"Published {run.version}: {port.snapshot.rows:,} rows in {time.monotonic() - since:.1f} s.")
                shown.add(slug)
                del running[slug]
            elif run.state == PublishingRun.State.FAILED:
                step = run.steps.filter(state="failed").first()
                raise LoadingFailed(f"{run.version} was not published: {step.error if step else 'no step says why'}")
            elif time.monotonic() - since > patience:
                raise LoadingFailed(f"{run.version} was not published within {patience:.0f} s; does a worker run?")
        time.sleep(0.1)


def _submit(bundle: DemoBundle) -> PublishingRun:
    raw = documents_of(bundle, mesh())
    slug_owner = DataProduct.objects.filter(slug=bundle.slug).first()
    actor = _maintainer_of(bundle)
    saved = save_draft(actor=actor, raw=raw, slug=slug_owner.slug if slug_owner else None)
    open_run = PublishingRun.objects.open().filter(product=saved.product).first()
    return open_run or submit(actor=actor, product=saved.product)


def _maintainer_of(bundle: DemoBundle) -> User:
    team = Team.objects.get(slug=bundle.owner_team)
    return team.people.filter(memberships__role="maintainer").order_by("memberships__pk").first()


def _orders(plan) -> None:
    """What the demo's people have ordered already: through the same door as every order, once."""
    for row in plan.get("orders", []):
        person = User.objects.get(username=row["by"])
        ports = OutputPort.objects.offered().filter(product__slug__in=[line["product"] for line in row["lines"]])
        days = {line["product"]: line["days"] for line in row["lines"]}
        if len(ports) == len(days) and not Order.objects.filter(ordered_by=person, idempotency_key=row["key"]).exists():
            place_order(
                actor=person,
                justification=row["justification"],
                purpose=row["purpose"],
                team=Team.objects.filter(slug=row.get("team")).first(),
                lines=[(port, days[port.product.slug]) for port in ports.select_related("product")],
                idempotency_key=row["key"],
            )
