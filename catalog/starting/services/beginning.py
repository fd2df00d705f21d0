"""Begin a product: each way ends in a saved draft of a product that was not there before."""

from collections.abc import Mapping

from django.utils.translation import gettext as _

from accounts.models import Team
from catalog.models import DataProduct, Domain, Draft, OutputPort
from catalog.publishing.errors import DraftConflict, SlugTaken
from catalog.publishing.hooks import may_build_on
from catalog.publishing.policies import may_begin
from catalog.publishing.reading import read_product
from catalog.publishing.services import Saved, save_draft
from catalog.spec import Bundle
from catalog.starting.documents import NewPort, NewProduct, documents_of, slug_of
from catalog.starting.errors import NameInUse, NameNotFit, NothingToBeginWith, SqlNotUsable
from catalog.starting.importing import Brought, bundle_of
from catalog.starting.naming import Naming, copied
from catalog.starting.origins import Origin, columns_for, input_for, input_name, rows_of
from catalog.starting.policies import may_propose
from catalog.starting.services.looking import ask_for_proposals
from catalog.starting.sql_resolving import resolve
from catalog.starting.sql_sources import select_all
from marketplace.foundation.policies import insist


def begin_from_origin(*, actor, origin: Origin, name: str, team: Team, domain: Domain, port: str) -> Saved:
    """A product that hands a table on as it is: its columns with their types, and a worker asked for proposals.

    Raises WarehouseError where the columns have to be looked up and cannot be.
    """
    insist(may_begin(actor, team=team))
    insist(may_build_on(team, origin))
    naming = naming_of(name, team=team, domain=domain)
    read = input_name(origin)
    columns = columns_for(origin, team)
    made = NewPort(
        name=port,
        columns=columns,
        sql=select_all([column.name for column in columns], read),
        rows=rows_of(origin),
    )
    facts = {"inputs": [input_for(origin, read)], "ports": [made], **_handed_on([origin])}
    saved = _begin(actor, naming, documents_of(_new(naming, **facts)))
    _propose(actor, saved.product, port)
    return saved


def begin_from_sql(
    *,
    actor,
    sql: str,
    name: str,
    team: Team,
    domain: Domain,
    port: str,
    chosen: Mapping[str, str] | None = None,
) -> Saved:
    """A product made by a SELECT over what the team may read, whatever names it was pasted with.

    Raises SqlNotUsable with what is wrong, WarehouseError where the warehouse does not answer.
    """
    insist(may_begin(actor, team=team))
    naming = naming_of(name, team=team, domain=domain)
    found = resolve(actor, team, sql, chosen)
    if not found.is_usable:
        reason = found.problems[0].message if found.problems else _("say which table is meant.")
        told = [{"line": problem.line, "code": problem.code, "message": problem.message} for problem in found.problems]
        raise SqlNotUsable(reason=reason, problems=told)
    made = NewPort(name=port, columns=found.columns, sql=found.sql)
    origins = list(found.inputs.values())
    facts = {"inputs": found.new_inputs, "ports": [made], **_handed_on(origins)}
    saved = _begin(actor, naming, documents_of(_new(naming, **facts)))
    _propose(actor, saved.product, port)
    return saved


def begin_blank(*, actor, name: str, team: Team, domain: Domain, port: str, purpose: str = "") -> Saved:
    """A product of which only the name, the owner and one port are known."""
    insist(may_begin(actor, team=team))
    naming = naming_of(name, team=team, domain=domain)
    return _begin(actor, naming, documents_of(_new(naming, purpose=purpose, ports=[NewPort(name=port)])))


def begin_from_copy(*, actor, source: DataProduct, name: str, team: Team, domain: Domain) -> Saved:
    """A product with the documents of another one: own ids, the first version, all comments."""
    insist(may_begin(actor, team=team))
    naming = naming_of(name, team=team, domain=domain)
    return _begin(actor, naming, copied(documents_to_copy(actor, source), naming))


def begin_from_files(*, actor, brought: Brought, name: str, team: Team, domain: Domain) -> Saved:
    """A product with the documents that somebody brought along, to the byte but for its name, address and owner."""
    insist(may_begin(actor, team=team))
    if not brought.is_usable:
        raise NothingToBeginWith()
    naming = naming_of(name, team=team, domain=domain)
    return _begin(actor, naming, bundle_of(brought, naming))


def documents_to_copy(user, source: DataProduct) -> Bundle:
    """What is published, which everybody may read who sees the product; of one's own also a draft.

    Raises NothingToBeginWith where there is neither.
    """
    version = source.versions.published().first()
    raw = bytes(version.bundle) if version else b""
    if not raw and source.owner_id in user.team_ids:
        draft = Draft.objects.filter(product=source).first()
        raw = bytes(draft.bundle) if draft else b""
    bundle = read_product(raw)
    if bundle is None:
        raise NothingToBeginWith()
    return bundle


def naming_of(name: str, *, team: Team, domain: Domain) -> Naming:
    """How a product of this name would be called and addressed.

    Raises NameNotFit where no address can be made of it.
    """
    slug = slug_of(name)
    if not slug:
        raise NameNotFit()
    return Naming(name.strip(), slug, domain.slug, team.slug, team.name)


def _new(naming: Naming, **facts) -> NewProduct:
    return NewProduct(naming.name, naming.slug, naming.domain, naming.team, naming.team_name, **facts)


def _handed_on(origins: list[Origin]) -> dict[str, str]:
    """What a product takes over from what it reads: its kind, how often that is built, and the licence if it is one."""
    ports = [origin for origin in origins if isinstance(origin, OutputPort)]
    licences = {
        origin.product.licence if isinstance(origin, OutputPort) else origin.system.licence for origin in origins
    }
    often = [port.product.refresh for port in ports]
    refresh = next((word for word in ("weekly", "daily", "hourly") if word in often), "daily")
    facts = {"archetype": "aggregate" if ports else "sourceAligned", "refresh": refresh}
    return facts | ({"licence": licences.pop()} if len(licences) == 1 else {})


def _begin(actor, naming: Naming, raw: bytes) -> Saved:
    """Save the first draft; a product that is there already is never touched."""
    if DataProduct.objects.filter(slug=naming.slug).exists():
        raise NameInUse(slug=naming.slug)
    try:
        return save_draft(actor=actor, raw=raw, slug=naming.slug, revision=0)
    except (DraftConflict, SlugTaken):
        raise NameInUse(slug=naming.slug) from None


def _propose(actor, product: DataProduct, port: str) -> None:
    """Ask for proposals where that is possible; the draft is worth keeping without them."""
    if may_propose(actor, product):
        ask_for_proposals(actor=actor, product=product, port=port)
