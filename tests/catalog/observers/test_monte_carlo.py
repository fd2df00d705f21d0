"""Alerts of Monte Carlo come in by webhook, signed; each opens one incident, which ends with the last alert."""

import hashlib
import hmac
import json
from datetime import timedelta
from urllib.parse import urlencode

import pytest
from django.utils import timezone

from catalog.models import Incident, Monitor, Observer, OutsideResult

SECRET = "s3cret of a shared kind"  # noqa: S105 — of the test
ADDRESS = "/api/v1/observers/monte-carlo/results/"


@pytest.fixture
def observer(db, monkeypatch):
    monkeypatch.setenv("OBSERVER_MONTE_CARLO", SECRET)
    return Observer.objects.create(slug="monte-carlo", name="Monte Carlo", secret_name="OBSERVER_MONTE_CARLO")


def alert(number="f83867b6", table="visits", **payload):
    return {
        "account": {"id": "9a59c6f1"},
        "action": "incident",
        "type": "open_anomaly_incident",
        "version": "v0.1",
        "payload": {
            "incident_id": number,
            "group_id": "lake:clinical",
            "url": f"https://getmontecarlo.com/incidents/{number}",
            "event_list": [{"event_details": "Has 42 rows vs. 101 expected", "table_name": table}],
            **payload,
        },
    }


def update(number="f83867b6", feedback="fixed", **more):
    return {
        "action": "incident",
        "version": "v0.1",
        "payload": {"incident_id": number, "alert_feedback": feedback, **more},
    }


@pytest.fixture
def call(client, observer, port):
    port.contract.table = "visits"
    port.contract.save()

    def calling(document, *, secret=SECRET, signature=None, address=ADDRESS):
        # As the documentation of Monte Carlo computes it.
        said = hmac.new(secret.encode(), urlencode(document).encode("utf8"), hashlib.sha512).hexdigest()
        return client.post(
            address,
            json.dumps(document),
            content_type="application/json",
            headers={"x-mcd-signature": signature or said},
        )

    return calling


def test_an_alert_opens_an_incident_and_its_end_closes_it(call, port):
    answer = call(alert())
    assert answer.status_code == 200, answer.content
    assert answer.json()["results"][0]["outcome"] == "taken"
    incident = Incident.objects.get()
    assert (incident.port, incident.source, incident.link) == (
        port, "Monte Carlo", "https://getmontecarlo.com/incidents/f83867b6",
    )  # fmt: skip
    assert incident.title == "Has 42 rows vs. 101 expected"

    call(update(feedback="investigating"))
    assert Incident.objects.open().exists()
    call(update(feedback="false_positive"))

    incident.refresh_from_db()
    assert incident.cause == "Monte Carlo: false_positive"
    assert Monitor.objects.get(active=False).status == "kept"


@pytest.mark.parametrize(
    "wrong",
    [{"secret": "another"}, {"signature": "00"}, {"signature": "é"}, {"address": "/api/v1/observers/nobody/results/"}],
)
def test_what_is_not_signed_is_not_heard(call, wrong):
    answer = call(alert(), **wrong)

    assert (answer.status_code, answer.json()["code"]) == (401, "signature-refused")
    assert not OutsideResult.objects.exists()


def test_a_body_that_was_changed_on_its_way_is_not_heard(call, client):
    said = hmac.new(SECRET.encode(), urlencode(alert()).encode(), hashlib.sha512).hexdigest()
    answer = client.post(
        ADDRESS, json.dumps(alert(table="other")), content_type="application/json", headers={"x-mcd-signature": said}
    )

    assert answer.status_code == 401


def test_an_observer_that_is_off_or_has_no_secret_is_not_heard(call, observer, monkeypatch):
    monkeypatch.delenv("OBSERVER_MONTE_CARLO")
    assert call(alert(), secret="").status_code == 401
    monkeypatch.setenv("OBSERVER_MONTE_CARLO", SECRET)
    Observer.objects.update(is_on=False)

    assert call(alert()).status_code == 401


def test_the_same_alert_twice_is_one(call):
    assert [call(alert()).json()["results"][0]["outcome"] for _time in range(2)] == ["taken", "repeated"]
    assert Incident.objects.count() == 1


def test_an_alert_that_arrives_after_its_end_opens_nothing(call):
    call(alert(number="other"))
    call(update(number="other", table="visits"))
    late = alert(number="other", more="told later")

    assert call(late).json()["results"][0]["outcome"] == "older"
    assert not Incident.objects.open().exists()


def test_a_check_with_two_alerts_is_mended_with_the_last(call):
    call(alert(number="one"))
    call(alert(number="two"))
    call(update(number="one"))
    assert Incident.objects.open().count() == 1
    call(update(number="two"))

    assert not Incident.objects.open().exists()


def test_a_rule_breach_keeps_what_was_measured(call):
    rule = {"uuid": "0c8e06aa", "description": "Visits must stay above 49", "rule_type": "custom_sql"}
    hit = {
        "metric_display_name": "x",
        "hits": [{"value": "12.0"}],
        "rule_comparisons": [{"operator": ">", "threshold": "49.0"}],
    }
    call(
        alert(event_list=[{"table_name": "visits", "data": hit, "rule": rule}])
        | {"type": "open_custom_rule_anomaly_incident"}
    )

    monitor = Monitor.objects.get(active=False)
    assert (monitor.name, monitor.value, monitor.objective_text) == (
        "Visits must stay above 49",
        12,
        "alerts when > 49.0",
    )


def test_a_severity_that_they_declare_counts(call):
    call(alert())
    assert Incident.objects.get().severity == "medium"
    call(alert(number="b", table="visits", declared_alert_severity="SEV-1") | {"type": "other"})

    assert Incident.objects.get().severity == "critical"


def test_a_table_that_nobody_knows_is_kept_for_the_platform_team(call):
    answer = call(alert(table="elsewhere"))

    assert (answer.status_code, answer.json()["results"][0]["outcome"]) == (200, "dataset-unknown")
    assert OutsideResult.objects.left_over().get().dataset == "lake:clinical.elsewhere"


@pytest.mark.parametrize("body", [{}, {"payload": {}}, {"payload": {"incident_id": 7}}, {"payload": "x"}])
def test_what_is_no_alert_is_a_problem(call, body):
    answer = call(body)

    assert (answer.status_code, answer.json()["code"]) == (422, "results-not-read")


def test_other_systems_sign_as_standard_webhooks_say(client, port, monkeypatch):
    from marketplace.foundation.signatures import signed_headers

    monkeypatch.setenv("OBSERVER_SODA", SECRET)
    Observer.objects.create(slug="soda", name="Soda", kind="signed", secret_name="OBSERVER_SODA")
    now = timezone.now()
    body = json.dumps(
        {
            "dataset": "visits.visits",
            "name": "Rows",
            "status": "fail",
            "measured_at": (now - timedelta(minutes=1)).isoformat(),
        }
    ).encode()
    headers = signed_headers(SECRET, "msg-1", int(now.timestamp()), body)
    address = "/api/v1/observers/soda/results/"
    answer = client.post(address, body, content_type="application/json", headers=headers)

    assert answer.json()["results"][0]["outcome"] == "taken"
    assert Incident.objects.get().source == "Soda"
    assert client.post(address, body + b" ", content_type="application/json", headers=headers).status_code == 401


def test_the_platform_team_sets_observers_up(api, petra, ada):
    said = {"slug": "mc", "name": "MC", "kind": "monte-carlo", "secret_name": "OBSERVER_MC"}
    assert api(ada).post("/api/v1/observers/", said).status_code == 403
    assert (
        api(petra).post("/api/v1/observers/", said | {"secret_name": "SECRET_KEY"}).json()["code"]
        == "observer-secret-refused"
    )
    made = api(petra).post("/api/v1/observers/", said)
    assert (made.status_code, made.json()["slug"]) == (201, "mc")
    assert api(petra).post("/api/v1/observers/", said).json()["code"] == "observer-taken"

    assert api(petra).patch("/api/v1/observers/mc/", {"is_on": False}).json()["is_on"] is False
