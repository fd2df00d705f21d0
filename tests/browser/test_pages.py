"""Every main page, for every kind of person: usable by all, in light and dark, on a desk and on a phone, in silence."""

from dataclasses import dataclass

import pytest
from playwright.sync_api import expect

from accounts.models import Notification, Team
from accounts.teams.service_accounts import open_account
from accounts.tokens.services import issue_token
from catalog.following.searches import save_search
from catalog.governance.checkpoints.services import load_shipped_forms, request_checkpoint
from catalog.incidents.services import open_incident
from catalog.models import CheckpointForm, OutputPort, ServiceLevelObjective
from catalog.publishing.services import save_draft, submit
from catalog.requirements.needs import Needs
from catalog.requirements.services import keep_profile
from requests.approvals.services import decide
from requests.grants.services import give_back
from requests.models import ApprovalStage, Grant, Order, ProvisioningRun
from requests.ordering.basket import put_in_basket
from requests.ordering.services import place_order
from tests.browser.inspection import inspect
from tests.catalog.governance.checkpoints.conftest import answers_to
from tests.journeys.bundles import bundle
from tests.processes import eventually

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]

BROKEN = "select iata as code, cast(name as integer) as name from raw"


@dataclass
class Busy:
    """A marketplace in which everything has happened once, and where to find it."""

    waiting: Order
    open: Order
    stage: ApprovalStage
    held: Grant
    run: int
    failed_run: int
    checkpoint: int
    search: int
    profile: int
    account: int
    port: int
    objective: int
    incident: int


@pytest.fixture
def busy(publish, people, worker):
    """Products that lead to each other, a run that failed, and orders in every state."""
    publish("airports", "demographics", "exposure", "subject-level")
    ada, otto, grace = people["ada"], people["otto"], people["grace"]
    ports = {port.product.slug: port for port in OutputPort.objects.offered().select_related("product")}

    put_in_basket(actor=ada, ports=list(OutputPort.objects.offered().select_related("product", "policy")))
    saved = save_draft(actor=otto, raw=bundle("codes", BROKEN, columns={"code": "string", "name": "integer"}))
    failing = submit(actor=otto, product=saved.product)
    missing = open_incident(actor=otto, port=ports["subject-level"], title="Two subjects are missing.", severity="high")
    issue_token(actor=ada, owner=ada, name="Notebook", scope="read", days=30)

    def order(slug, purpose, days=30):
        return place_order(
            actor=ada,
            team=Team.objects.get(slug="analytics"),
            justification="We look for early signals.",
            purpose=purpose,
            lines=[(ports[slug], days)],
        )

    def standing(order):
        return eventually(lambda: Grant.objects.in_force().filter(request__order=order).first())

    load_shipped_forms()
    onboarding = {"product": ports["exposure"].product, "kind": "onboarding"}
    form = CheckpointForm.objects.get(kind="onboarding")
    asked = request_checkpoint(actor=otto, answers=answers_to(form), **onboarding)

    ended = order("airports", "reporting")
    opened = order("exposure", "safety-monitoring")
    for person in (otto, grace):
        stage = ApprovalStage.objects.get(request__order=opened, state="open")
        decide(actor=person, stage=stage, yes=True, reason="The purpose fits.")
    waiting = order("demographics", "safety-monitoring")
    give_back(actor=ada, grant=standing(ended), reason="It is done.")
    held = standing(opened)
    eventually(lambda: not ProvisioningRun.objects.open().exists())
    eventually(lambda: type(failing).objects.get(pk=failing.pk).state == "failed")
    ProvisioningRun.objects.filter(grant__request__order=ended, aim="close").update(
        state="failed", diagnostics="The warehouse did not answer."
    )
    assert Notification.objects.filter(recipient=otto).exists()
    saved = save_search(actor=ada, query="q=subject", name="Subjects")
    type(saved).objects.update(fresh=[ports["exposure"].product_id])
    return Busy(
        waiting=waiting,
        open=opened,
        stage=ApprovalStage.objects.get(request__order=waiting, state="open"),
        held=held,
        run=ports["demographics"].product.runs.get().pk,
        failed_run=failing.pk,
        checkpoint=asked.pk,
        search=saved.pk,
        profile=keep_profile(actor=ada, name="Subjects", needs=Needs(wanted=("usubjid", "weight"), regions=("EU",))).pk,
        port=ports["subject-level"].pk,
        incident=missing.pk,
        objective=eventually(lambda: ServiceLevelObjective.objects.filter(port=ports["subject-level"]).first()).pk,
        account=open_account(actor=ada, team=Team.objects.get(slug="analytics"), name="Quarterly report").pk,
    )


def _pages(busy: Busy) -> dict[str | None, list[str]]:
    """The addresses that each person works at; each is somebody's, few are everybody's."""
    product = "/products/subject-level/"
    return {
        None: ["/sign-in/"],
        "ada": [
            "/",
            "/products/",
            "/products/?q=subject",
            "/products/?q=nothing+has+this+word",
            product,
            f"{product}schema/",
            f"{product}sample/",
            f"{product}lineage/",
            f"{product}lineage/?column=usubjid",
            f"{product}service-levels/",
            f"{product}report/",
            "/incidents/",
            "/incidents/?state=resolved",
            f"/incidents/{busy.incident}/",
            f"{product}service-levels/ports/{busy.port}/",
            f"{product}service-levels/ports/{busy.port}/?days=7&column=usubjid",
            f"{product}fitness/",
            f"{product}fitness/what-if/?licence=MIT&tags=a%2Cb",
            f"{product}versions/",
            f"{product}versions/1.0.0/",
            f"{product}access/",
            f"{product}order/",
            f"{product}fit/",
            "/compare/?product=subject-level&product=demographics",
            "/requirement-profiles/",
            "/requirement-profiles/new/",
            f"/requirement-profiles/{busy.profile}/",
            f"/products/?profile={busy.profile}",
            f"{product}questions/",
            f"{product}reviews/",
            "/wanted/",
            "/wanted/new/?q=platelets+per+site",
            "/mesh/",
            "/mesh/service-levels/",
            "/mesh/service-levels/?domain=clinical",
            "/mesh/fitness/",
            "/orders/",
            f"/orders/{busy.waiting.number}/",
            f"/orders/{busy.open.number}/",
            "/my-data/",
            f"/my-data/{busy.held.pk}/renew/",
            "/my-data/workbench/",
            "/approvals/",
            "/governance/access-rules/",
            "/profile/messages/",
            "/notifications/",
            "/profile/",
            "/profile/password/",
            "/profile/tokens/",
            "/profile/service-accounts/",
            f"/profile/service-accounts/{busy.account}/",
            "/basket/",
            "/following/",
            f"/following/searches/{busy.search}/",
        ],
        "otto": [
            f"/incidents/{busy.incident}/",
            "/",
            product,
            f"{product}service-levels/objectives/{busy.objective}/",
            "/products/demographics/sample/",
            "/products/exposure/consumers/",
            "/studio/",
            "/studio/new/",
            "/studio/new/table/",
            "/studio/new/sql/",
            "/studio/new/copy/",
            "/studio/new/file/",
            "/studio/new/blank/",
            "/studio/new/documents/",
            "/studio/demographics/",
            "/studio/codes/",
            "/studio/demographics/fitness/",
            "/studio/demographics/checkpoints/",
            "/studio/demographics/checkpoints/risk-assessment/",
            f"/studio/runs/{busy.run}/",
            f"/studio/runs/{busy.failed_run}/",
            "/approvals/",
            "/approvals/?show=decided",
            f"/approvals/{busy.stage.pk}/",
            f"/approvals/{busy.stage.pk}/ask/",
            "/me/stand-ins/",
            "/governance/exceptions/",
            "/my-data/",
        ],
        "grace": [
            "/",
            product,
            "/governance/",
            "/governance/audit/",
            "/governance/checkpoints/",
            "/governance/checkpoints/forms/",
            f"/governance/checkpoints/{busy.checkpoint}/",
            "/governance/access-rules/",
            "/governance/plain-columns/",
            "/governance/fitness/",
            "/governance/fitness/functions/reusable.licence/",
            "/governance/fitness/disputes/",
            "/governance/policies/",
            "/governance/policies/new/",
            "/governance/recertifications/",
            "/governance/recertifications/new/",
            "/governance/record/",
            "/governance/searches/",
            "/governance/suspensions/",
            "/governance/suspensions/person/",
            "/governance/synonyms/",
            "/teams/",
            "/teams/analytics/",
            "/approvals/?show=decided",
            f"/grants/{busy.held.pk}/revoke/",
        ],
        "petra": [
            "/platform/observers/",
            "/platform/observers/new/",
            "/",
            product,
            "/platform/",
            "/platform/connectors/",
            "/platform/connectors/new/",
            "/platform/messages/",
            "/styleguide/",
            "/admin/",
            "/admin/requests/grant/",
            "/studio/?whose=all",
            f"/approvals/{busy.stage.pk}/",
        ],
        # Has nothing: every one of these says so.
        "eve": ["/", "/orders/", "/approvals/", "/my-data/", "/following/", "/notifications/", "/studio/"],
    }


DIALOGS = {
    "ada": [("/products/subject-level/", "Order access"), ("/my-data/", "Renew")],
    "otto": [("/studio/demographics/life/", "Retire …")],
    "grace": [("/governance/", "Revoke")],
}


def test_every_page_is_usable_in_light_and_dark_fits_on_a_phone_and_complains_of_nothing(busy, sit_down, complaints):
    pages = _pages(busy)

    wrong = []
    for name, addresses in pages.items():
        page = sit_down(name)
        wrong += [f"{name or 'nobody'}: {fault}" for address in addresses for fault in inspect(page, address)]
        for address, opening in DIALOGS.get(name, []):
            wrong += [f"{name}: {fault}" for fault in inspect(page, address, opening=opening)]
        page.context.close()

    assert not wrong + complaints, "\n".join(["", *wrong, *complaints])


def test_the_document_of_the_api_is_drawn_under_the_policy_of_the_house(sit_down, complaints):
    ada = sit_down("ada")

    ada.goto("/api/docs/")

    expect(ada.get_by_role("heading", name="Data marketplace")).to_be_visible()
    ada.get_by_placeholder("Filter by tag").fill("products")
    ada.get_by_role("button", name="Expand operation").first.click()
    expect(ada.get_by_text("/api/v1/products/", exact=True).first).to_be_visible()
    assert complaints == []
