"""What people teach about what is usual: a word about an anomaly, and how closely a figure is watched."""

from django.db import transaction
from django.utils import timezone

from catalog.models import Anomaly, OutputPort, Watch
from catalog.service_levels.errors import AnomalyNotJudged, NoSuchFigure
from catalog.service_levels.learning import keys_of
from catalog.service_levels.policies import may_teach
from catalog.service_levels.runner import judge_as_usual
from marketplace.foundation.audit import record
from marketplace.foundation.policies import insist

__all__ = ["say_of_anomaly", "watch_figure"]
_PARTS = ("product__owner", "contract", "policy", "snapshot")


@transaction.atomic
def say_of_anomaly(*, actor, anomaly, said, note="") -> Anomaly:
    """Say that an anomaly was expected, or that it is really wrong; the last word counts, and is learned from at once.

    What was expected does not alarm again; what is wrong opens an incident while readers read it, and is no example.
    """
    port = OutputPort.objects.select_for_update(of=("self",)).select_related(*_PARTS).get(pk=anomaly.port_id)
    insist(may_teach(actor, port.product))
    if said not in (Anomaly.Said.EXPECTED, Anomaly.Said.WRONG):
        raise AnomalyNotJudged()
    anomaly = Anomaly.objects.select_for_update().get(pk=anomaly.pk)
    anomaly.said, anomaly.note, anomaly.said_by, anomaly.said_at = said, note.strip(), actor, timezone.now()
    anomaly.save(update_fields=["said", "note", "said_by", "said_at"])

    verb = "anomaly.expected" if said == Anomaly.Said.EXPECTED else "anomaly.wrong"
    _write_down(verb, port, actor, figure=str(anomaly.figure), column=anomaly.column, note=anomaly.note)
    judge_as_usual(port)
    return anomaly


@transaction.atomic
def watch_figure(*, actor, port, figure, column="", sensitivity) -> Watch:
    """Choose how closely a figure is watched; the build that readers read now is judged anew by it."""
    port = OutputPort.objects.select_for_update(of=("self",)).select_related(*_PARTS).get(pk=port.pk)
    insist(may_teach(actor, port.product))
    if sensitivity not in Watch.Sensitivity or (figure, column) not in keys_of(port):
        raise NoSuchFigure(port=str(port), figure=" ".join(filter(None, [str(figure), str(column)]))[:200])
    chosen = {"sensitivity": sensitivity, "set_by": actor, "set_at": timezone.now()}
    watch, _new = Watch.objects.update_or_create(port=port, figure=figure, column=column, defaults=chosen)

    _write_down("figure.watched", port, actor, figure=str(figure), column=column, sensitivity=str(sensitivity))
    Anomaly.objects.filter(snapshot=port.snapshot_id, figure=figure, column=column, said="").delete()
    judge_as_usual(port)
    return watch


def _write_down(verb, port, actor, **facts) -> None:
    told = " ".join(filter(None, [facts.pop("figure"), facts["column"]]))
    record(verb, port, actor=actor, product=port.product.slug, team=port.product.owner, figure=told, **facts)
