"""Ports are watched for what is usual of them: quietly at first, then by risk, and by an incident where it matters."""

from datetime import timedelta

import pytest
from django.db.models import F
from django.utils import timezone

from catalog.models import Anomaly, Incident, Monitor, Snapshot, Watch
from catalog.service_levels import learning
from catalog.service_levels.errors import AnomalyNotJudged, NoSuchFigure
from catalog.service_levels.services import measure_port
from catalog.service_levels.teaching import say_of_anomaly, watch_figure
from catalog.service_levels.watched import anomalies_of, expected_range, watched_figures
from marketplace.foundation.errors import NotAllowed
from marketplace.foundation.models import AuditEvent
from tests.catalog.factories import AccessPolicyFactory, ProductVersionFactory, SnapshotFactory
from tests.catalog.service_levels.conftest import VISITS, build, contract_document, level, promise

DAY = timedelta(days=1)
COLUMNS = {"visit": "integer", "arm": "string", "age": "integer", "seen_at": "timestamp"}


def noted(rows, *, nulls=10, mean=50.0):
    """What a build notes of the column `age`."""
    figures = {"name": "AGE", "nulls": nulls, "distinct": rows - nulls, "mean": mean}
    return {"rows": rows, "columns": [figures]}


def lived(port, builds, *, rows=1000):
    """So many builds of the port before the one that its readers read now, one a day, hardly different."""
    for back in range(builds, 0, -1):
        SnapshotFactory(
            port=port,
            version=port.contract.version,
            rows=rows + back % 3,
            built_at=port.snapshot.built_at - DAY * back,
            statistics=noted(rows + back % 3, nulls=10 + back % 2),
        )


def reads(port, rows, *, age=timedelta(0), **figures):
    """Readers now read a build with so many rows."""
    port.snapshot = build(port, f"select v.* from ({VISITS}) v, range(300) limit {rows}", age=age)
    port.snapshot.statistics = noted(rows, **figures)
    port.snapshot.save()


def begin(port, builds, rows=1000):
    """A port that was built every day so many times, with about 1,000 rows, the last of them now."""
    promise(port, contract_document(columns=COLUMNS))
    first = port.snapshot
    reads(port, rows)
    Snapshot.objects.filter(pk=first.pk).delete()
    lived(port, builds - 1)


@pytest.fixture
def old(port):
    """A port that has been built for twenty days, and was measured; the last build is a day old."""
    begin(port, 20)
    Snapshot.objects.filter(port=port).update(built_at=built_before(DAY))
    port.snapshot.refresh_from_db()
    measure_port(port, now=timezone.now() - DAY / 2)
    return port


def built_before(span):
    """Every build that much earlier."""
    return F("built_at") - span


def test_it_is_quiet_until_there_is_enough_history(port):
    begin(port, 9)
    reads(port, 40)
    measure_port(port)

    assert "Learning what is usual: 10 of 14 builds." in level(port, "pillar/volume").detail
    assert "Learning what is usual: 10 of 14 builds." in level(port, "pillar/profile").detail
    assert not Anomaly.objects.exists()
    figures = watched_figures(port)
    assert {one.state for one in figures} == {"learning"}
    assert figures[0].known == 10


def test_a_build_like_the_others_is_usual(old):
    reads(old, 1003)
    measure_port(old)

    volume = level(old, "pillar/volume")
    assert (volume.status, volume.value, volume.objective_text) == ("kept", 1003, "951 to 1,051 rows, as usual")
    assert level(old, "pillar/profile").status == "kept"
    assert level(old, "pillar/rhythm").objective_text == "the next build within 36 h, as usual"
    assert not Anomaly.objects.exists()


def test_fewer_rows_than_usual_are_a_risk_and_no_breach(old):
    reads(old, 900)
    measure_port(old)

    volume, found = level(old, "pillar/volume"), Anomaly.objects.get(figure="volume")
    assert (volume.status, volume.detail) == ("at_risk", "Usual are 951 to 1,051 rows.")
    assert (found.value, round(found.low), round(found.high), found.severe) == (900, 951, 1051, False)
    assert not Incident.objects.exists()
    assert watched_figures(old)[0].state == "unusual"


def test_far_fewer_open_an_incident_that_closes_itself(old):
    reads(old, 100, nulls=1)
    measure_port(old)
    measure_port(old)

    incident = Incident.objects.get()
    assert incident.title == "Rows are not as usual: 100, usually 951 to 1,051 rows"
    assert level(old, "pillar/volume").status == "at_risk", "nobody promised it"

    reads(old, 1000)
    measure_port(old)
    incident.refresh_from_db()
    assert incident.resolved_at is not None


def test_an_emptied_table_opens_an_incident(old):
    reads(old, 0)
    measure_port(old)

    assert Anomaly.objects.get(figure="volume").severe
    assert Incident.objects.filter(monitor=level(old, "pillar/volume")).exists()


def test_what_was_expected_is_a_level_from_then_on(old, otto):
    reads(old, 600)
    measure_port(old)
    assert Incident.objects.open().exists()
    said = say_of_anomaly(
        actor=otto, anomaly=Anomaly.objects.get(figure="volume"), said="expected", note="Two sites left."
    )

    assert (said.said_by, said.note) == (otto, "Two sites left.")
    assert level(old, "pillar/volume").status == "kept"
    assert not Incident.objects.open().exists()

    reads(old, 610)
    measure_port(old)
    assert level(old, "pillar/volume").status == "kept"
    assert Anomaly.objects.filter(figure="volume").count() == 1


def test_what_is_really_wrong_opens_an_incident_and_is_no_example(old, otto):
    reads(old, 900)
    measure_port(old)
    assert not Incident.objects.exists()
    say_of_anomaly(actor=otto, anomaly=Anomaly.objects.get(figure="volume"), said="wrong")

    assert Incident.objects.open().get().monitor == level(old, "pillar/volume")
    reads(old, 1000)
    measure_port(old)
    assert not Incident.objects.open().exists()
    assert learning.usual_of(old, old.snapshot, timezone.now(), columns=False).volume.values == 20


def test_the_last_word_counts(old, otto):
    reads(old, 900)
    measure_port(old)
    anomaly = Anomaly.objects.get(figure="volume")
    say_of_anomaly(actor=otto, anomaly=anomaly, said="wrong")
    say_of_anomaly(actor=otto, anomaly=anomaly, said="expected")

    assert level(old, "pillar/volume").status == "kept"
    told = [str(event) for event in AuditEvent.objects.filter(verb__startswith="anomaly.").order_by("pk")]
    assert [("really wrong" in one, "expected" in one) for one in told] == [(True, False), (False, True)]


def test_sensitivity_is_chosen_for_each_figure_and_holds_at_once(old, otto):
    reads(old, 1040)
    measure_port(old)
    assert level(old, "pillar/volume").status == "kept"

    watch_figure(actor=otto, port=old, figure="volume", sensitivity="high")
    assert level(old, "pillar/volume").status == "at_risk"
    assert Anomaly.objects.get().figure == "volume"

    watch_figure(actor=otto, port=old, figure="volume", sensitivity="low")
    assert level(old, "pillar/volume").status == "kept"
    assert not Anomaly.objects.exists()
    assert Watch.objects.get().set_by == otto


def test_figures_of_columns_are_watched(old):
    reads(old, 1000, nulls=200, mean=80.0)
    measure_port(old)
    measure_port(old)

    profile = level(old, "pillar/profile")
    assert profile.status == "at_risk"
    assert "age: 20 % empty, usually 0 to 3.55." in profile.detail
    assert "age: 80 on average, usually 47.5 to 52.5." in profile.detail
    assert set(Anomaly.objects.values_list("figure", "column")) == {("nulls", "age"), ("mean", "age")}
    assert Incident.objects.get().title.startswith("Columns are not as usual. age: 20 % empty")


def test_an_expected_change_of_a_column_is_no_risk(old, otto):
    reads(old, 1000, mean=54.0)
    measure_port(old)
    assert level(old, "pillar/profile").status == "at_risk"
    say_of_anomaly(actor=otto, anomaly=Anomaly.objects.get(), said="expected")

    assert level(old, "pillar/profile").status == "kept"


@pytest.mark.parametrize(
    ("policy", "classification", "watched"),
    [
        ({}, "internal", True),
        ({}, "restricted", False),
        ({"masks": [{"column": "AGE", "method": "null"}]}, "internal", False),
        ({"row_filter": "age > 3"}, "internal", False),
    ],
)
def test_means_are_watched_only_of_what_everybody_with_access_sees(port, policy, classification, watched):
    promise(port, contract_document())
    port.contract.columns.filter(name="age").update(classification=classification)
    port.policy = AccessPolicyFactory(port=port, version=port.contract.version, **policy)

    keys = learning.keys_of(port)
    assert (("mean", "age") in keys) is watched
    assert ("mean", "arm") not in keys, "it has no mean"
    assert {("nulls", "age"), ("distinct", "age"), ("volume", ""), ("interval", "")} <= set(keys)


def test_a_build_that_is_late_is_a_risk_and_one_by_far_an_incident(old):
    reads(old, 1000)
    now = old.snapshot.built_at
    measure_port(old, now=now + timedelta(hours=30))
    assert level(old, "pillar/rhythm").status == "kept"

    measure_port(old, now=now + timedelta(hours=40))
    rhythm = level(old, "pillar/rhythm")
    assert (rhythm.status, rhythm.detail) == ("at_risk", "Usually the next build comes after 24 h.")
    assert not Incident.objects.exists()

    measure_port(old, now=now + timedelta(hours=80))
    assert Incident.objects.get().title == "The next build is late: 3 d since the last, usually 24 h"


def test_a_build_after_a_long_pause_is_marked_and_is_no_trouble_any_more(old):
    Snapshot.objects.filter(port=old).update(built_at=built_before(DAY * 3))
    reads(old, 1000)
    measure_port(old)

    assert Anomaly.objects.get().figure == "interval"
    assert level(old, "pillar/rhythm").status == "kept"


def test_until_it_is_learned_the_next_build_is_expected_as_the_product_says(port):
    port.product.refresh = "daily"
    begin(port, 3)
    measure_port(port, now=port.snapshot.built_at + timedelta(hours=47))
    assert level(port, "pillar/rhythm").status == "at_risk", "close to twice a day"
    measure_port(port, now=port.snapshot.built_at + timedelta(hours=5))

    rhythm = level(port, "pillar/rhythm")
    assert (rhythm.status, rhythm.objective_text) == ("kept", "at most 48 h")
    assert rhythm.detail == "Learning what is usual: 3 of 14 builds."


def test_an_unchanged_snapshot_is_not_judged_again(old, monkeypatch):
    reads(old, 900, nulls=200)
    measure_port(old)
    before = sorted(Anomaly.objects.values_list("pk", flat=True))
    monkeypatch.setattr(learning, "columns_in", lambda statistics: pytest.fail("the notes are read again"))
    measure_port(old)

    assert sorted(Anomaly.objects.values_list("pk", flat=True)) == before
    assert level(old, "pillar/profile").status == "at_risk"


def test_builds_that_keep_an_old_version_up_are_no_history(old):
    other = ProductVersionFactory(product=old.product, number="0.1.0", state="superseded")
    for back in range(30):
        SnapshotFactory(port=old, version=other, rows=7, built_at=old.snapshot.built_at - DAY / 3 * (back + 1))

    assert len(learning.builds_of(old, old.snapshot, columns=False)) == 20


def test_only_the_team_teaches(old, ada, otto):
    reads(old, 900)
    measure_port(old)
    anomaly = Anomaly.objects.get()
    with pytest.raises(NotAllowed):
        say_of_anomaly(actor=ada, anomaly=anomaly, said="expected")
    with pytest.raises(NotAllowed):
        watch_figure(actor=ada, port=old, figure="volume", sensitivity="low")
    with pytest.raises(AnomalyNotJudged):
        say_of_anomaly(actor=otto, anomaly=anomaly, said="perhaps")
    for wrong in ({"figure": "weight"}, {"figure": "mean", "column": "arm"}, {"figure": "nulls", "column": "none"}):
        with pytest.raises(NoSuchFigure):
            watch_figure(actor=otto, port=old, sensitivity="low", **wrong)
    with pytest.raises(NoSuchFigure):
        watch_figure(actor=otto, port=old, figure="volume", sensitivity="extreme")


def test_the_expected_range_of_a_series_can_be_drawn(old):
    reads(old, 900)
    measure_port(old)
    told = expected_range(Monitor.objects.select_related("port__snapshot").get(pk=level(old, "pillar/volume").pk))

    assert len(told) == 21
    assert [(one.low, one.unusual) for one in told[:14]] == [(None, False)] * 14
    assert (told[-1].value, told[-1].unusual) == (900, True)
    assert expected_range(level(old, "pillar/schema")) == []
    assert [one.figure for one in anomalies_of(old.product)] == []
