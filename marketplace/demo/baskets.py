"""What lies in the baskets of the demo's people, and the tools of their teams: through the same doors as by hand."""

from accounts.models import Team, User
from accounts.teams.service_accounts import open_account
from catalog.models import OutputPort
from requests.models import Basket
from requests.ordering.basket import Entered, enter, put_in_basket


def open_accounts(plan) -> None:
    """Open the service accounts that mesh.yaml names, each once."""
    for row in plan.get("service_accounts", []):
        team = Team.objects.get(slug=row["team"])
        if not team.service_accounts.filter(first_name=row["name"]).exists():
            open_account(actor=User.objects.get(username=row["by"]), team=team, name=row["name"])


def fill_baskets(plan) -> None:
    """Fill the baskets that mesh.yaml names; whoever has had one keeps it as it is."""
    for row in plan.get("baskets", []):
        person = User.objects.get(username=row["of"])
        ports = OutputPort.objects.offered().filter(product__slug__in=row["products"])
        if Basket.objects.filter(person=person).exists() or not ports.exists():
            continue
        put_in_basket(actor=person, ports=list(ports.select_related("product", "policy")))
        enter(actor=person, entered=Entered(justification=row["justification"], purpose=row["purpose"]))
