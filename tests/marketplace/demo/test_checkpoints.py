"""What the demo's people asked and signed passes the shipped forms."""

from accounts.models import Team
from catalog.governance.checkpoints.answers import judge
from catalog.governance.checkpoints.services import load_shipped_forms
from catalog.governance.checkpoints.services.forms import SHIPPED, read_shipped
from catalog.models import Checkpoint, Domain
from catalog.publishing.rights import give_rights
from marketplace.demo import loader
from marketplace.demo.checkpoints import sign_checkpoints
from marketplace.demo.sources import mesh
from tests.catalog.factories import DataProductFactory


def test_the_answers_fit_the_forms():
    forms = dict(read_shipped(file) for file in SHIPPED.glob("*.yaml"))

    for row in mesh()["checkpoints"]:
        assert judge(forms[row["kind"]].questions, row["answers"])[1] == [], row["product"]


def test_they_are_asked_and_signed_once(db):
    plan = mesh()
    loader._people(plan)
    loader._teams(plan)
    loader._domains(plan)
    team, domain = Team.objects.get(slug="clinical-data"), Domain.objects.get(slug="clinical")
    product = DataProductFactory(slug="demographics", domain=domain, owner=team)
    give_rights(product, team)
    load_shipped_forms()

    for _ in range(2):
        sign_checkpoints(plan)

    assert sorted(Checkpoint.objects.values_list("product__slug", "kind", "state")) == [
        ("demographics", "onboarding", "signed"),
        ("demographics", "risk-assessment", "signed"),
    ]
