"""Who says for which part of the time a promise is to be kept."""

import pytest

from catalog.models import ServiceLevelObjective
from catalog.service_levels.errors import ObjectiveInContract, ObjectiveNotFit
from catalog.service_levels.services import install_monitors
from catalog.service_levels.slo.services import reset_objective, set_objective
from marketplace.foundation.errors import NotAllowed
from marketplace.foundation.models import AuditEvent
from tests.catalog.service_levels.slo.conftest import NOON, promise, rolled, said


@pytest.fixture
def objective(offered):
    """Broken for two of twenty hours."""
    monitor = promise(offered)
    said(monitor, "broken", ago=20)
    said(monitor, "kept", ago=18)
    return rolled(monitor)


def test_the_owner_sets_an_objective_and_how_it_stands_is_worked_out_at_once(objective, otto, time_machine):
    time_machine.move_to(NOON)
    assert objective.status == "broken"

    one = set_objective(actor=otto, objective=objective, percent="85", window="quarter")

    assert (one.status, float(one.percent), one.window, one.source, one.set_by) == (
        "kept",
        85,
        "quarter",
        "owner",
        otto,
    )
    assert one.ahead > 0
    told = AuditEvent.objects.get(verb="objective.set")
    assert (told.old, told.new) == ("95 % of the last 30 days", "85 % of the calendar quarter")
    assert "“No gaps”" in str(told.facts) or told.facts["promise"] == "No gaps"


def test_somebody_else_does_not(objective, ada):
    with pytest.raises(NotAllowed):
        set_objective(actor=ada, objective=objective, percent=99, window="month")
    with pytest.raises(NotAllowed):
        reset_objective(actor=ada, objective=objective)


@pytest.mark.parametrize(
    "goal",
    [
        {"percent": "NaN", "window": "month"},
        {"percent": "a lot", "window": "month"},
        {"percent": 101, "window": "month"},
        {"percent": 49, "window": "month"},
        {"percent": "99.99999", "window": "month"},
        {"percent": 99, "window": "fortnight"},
        {"percent": 99, "window": "rolling", "days": 0},
        {"percent": 99, "window": "rolling", "days": 367},
    ],
)
def test_what_is_no_objective_is_refused_in_one_sentence(objective, otto, goal):
    with pytest.raises(ObjectiveNotFit) as refusal:
        set_objective(actor=otto, objective=objective, **goal)

    assert str(refusal.value).endswith(".")


def test_what_the_contract_states_is_changed_by_the_contract_alone(objective, otto):
    ServiceLevelObjective.objects.update(source="contract", percent="99.5")

    with pytest.raises(ObjectiveInContract, match="99.5 %"):
        set_objective(actor=otto, objective=objective, percent=95, window="month")


def test_what_the_owner_set_stays_until_it_is_taken_back(offered, otto):
    install_monitors(offered, offered.contract)
    one = ServiceLevelObjective.objects.get(rule="pillar/volume")
    set_objective(actor=otto, objective=one, percent=99, window="rolling", days=7)
    install_monitors(offered, offered.contract)
    one.refresh_from_db()
    assert (float(one.percent), one.days) == (99, 7)

    reset_objective(actor=otto, objective=one)
    reset_objective(actor=otto, objective=one)

    one.refresh_from_db()
    assert (float(one.percent), one.days, one.source, one.set_by) == (95, 30, "default", None)
    assert AuditEvent.objects.filter(verb="objective.set").count() == 2


def test_tools_read_and_set_objectives(objective, api, otto, ada):
    address = f"/api/v1/objectives/{objective.pk}/"
    told = api(ada).get(address).json()
    assert (told["attainment"], told["status"], told["broken_seconds"]) == (0.9, "broken", 7200)
    assert told["budget_left"] == pytest.approx(-1)
    assert set(told["burn_rate"]) == {"short", "middle", "long"}

    assert api(ada).post(f"{address}set/", {"percent": 99}).status_code == 403
    changed = api(otto).post(f"{address}set/", {"percent": 80, "window": "month"})
    assert (changed.status_code, changed.json()["percent"], changed.json()["source"]) == (200, 80, "owner")
    assert api(otto).post(f"{address}set/", {"percent": 30}).status_code == 400
    assert api(otto).post(f"{address}reset/").json()["source"] == "default"
    listed = api(ada).get("/api/v1/objectives/?product=visits&status=broken").json()["results"]
    assert [one["id"] for one in listed] in ([objective.pk], [])
    assert api(ada).get(f"/api/v1/objectives/?port={objective.port_id}").json()["results"][0]["id"] == objective.pk


def test_the_owner_sets_it_on_the_page(objective, client, otto, ada):
    address = f"/products/visits/service-levels/objectives/{objective.pk}/"
    client.force_login(ada)
    assert "only the owning team" in client.get(address).text
    assert client.post(address, {"percent": 80, "window": "month"}).status_code == 403

    client.force_login(otto)
    assert client.post(address, {"percent": 8, "window": "month"}).status_code == 422
    assert client.post(address, {"percent": 80, "window": "rolling", "days": 7}).status_code == 302
    objective.refresh_from_db()
    assert (float(objective.percent), objective.days) == (80, 7)
    assert client.post(f"{address}reset/").status_code == 302
    objective.refresh_from_db()
    assert objective.source == "default"
