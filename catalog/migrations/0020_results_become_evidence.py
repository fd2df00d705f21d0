"""Answers of functions become evidence of their scores."""

import hashlib
import json
import zlib

from django.db import migrations

BATCH = 500


def pack(apps, schema_editor):
    """Keep the answers of each score as one row of evidence, a batch of scores at a time; again changes nothing."""
    score_of, evidence_of = (apps.get_model("catalog", name) for name in ("FitnessScore", "FitnessEvidence"))
    results = apps.get_model("catalog", "FitnessResult").objects.order_by("attribute", "function")
    last = 0
    while scores := list(score_of.objects.filter(pk__gt=last, evidence=None).order_by("pk")[:BATCH]):
        last = scores[-1].pk
        answers = {}
        for row in results.filter(score_of_day__in=scores).values():
            row.pop("id")
            answers.setdefault(row.pop("score_of_day_id"), []).append(row)
        for score in scores:
            if score.pk not in answers:
                continue
            packed = zlib.compress(json.dumps(answers[score.pk], separators=(",", ":")).encode(), 1)
            evidence, _ = evidence_of.objects.get_or_create(
                product_id=score.product_id,
                digest=hashlib.sha256(packed).hexdigest(),
                defaults={"answers": packed},
            )
            score.evidence = evidence
            score.save(update_fields=["evidence"])


class Migration(migrations.Migration):
    """Answers of functions become evidence of their scores."""

    dependencies = [("catalog", "0019_fitness_evidence")]

    operations = [
        migrations.RunPython(pack, migrations.RunPython.noop),
    ]
