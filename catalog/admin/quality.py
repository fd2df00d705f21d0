"""How products do: service levels and fitness."""

from django.contrib import admin

from catalog.models import (
    Anomaly,
    Attestation,
    FitnessDispute,
    FitnessEvidence,
    FitnessFunctionSetting,
    FitnessScore,
    MeasuredPeriod,
    Measurement,
    Monitor,
    ServiceLevelObjective,
    Watch,
)
from marketplace.foundation.console.model_admin import RecordAdmin


@admin.register(Monitor)
class MonitorAdmin(RecordAdmin):
    """What is measured."""

    list_display = ["name", "port", "indicator", "objective_text", "status", "value_text", "measured_at", "active"]
    list_filter = ["status", "indicator", "active", "dimension", "source"]
    search_fields = ["name", "rule", "column", "port__product__name"]
    date_hierarchy = "measured_at"
    joined = ("port__product", "contract")


@admin.register(Measurement)
class MeasurementAdmin(RecordAdmin):
    """What came out."""

    list_display = ["measured_at", "monitor", "status", "value_text", "source"]
    list_filter = ["status", "source"]
    search_fields = ["monitor__name", "monitor__port__product__name"]
    date_hierarchy = "measured_at"
    joined = ("monitor__port__product", "snapshot__port__product")


@admin.register(ServiceLevelObjective)
class ServiceLevelObjectiveAdmin(RecordAdmin):
    """For which part of the time promises are to be kept; owners set it on the page of the port."""

    list_display = ["rule", "port", "percent", "window", "days", "source", "status", "rolled_up_to", "active"]
    list_filter = ["status", "source", "window", "active"]
    search_fields = ["rule", "port__product__name"]
    date_hierarchy = "rolled_up_to"
    joined = ("port__product", "set_by")


@admin.register(MeasuredPeriod)
class MeasuredPeriodAdmin(RecordAdmin):
    """What was measured, by hour and by day."""

    list_display = ["begins_at", "grain", "objective", "kept", "at_risk", "broken", "unknown", "mean"]
    list_filter = ["grain"]
    search_fields = ["objective__rule", "objective__port__product__name"]
    date_hierarchy = "begins_at"
    joined = ("objective__port__product",)


@admin.register(Attestation)
class AttestationAdmin(RecordAdmin):
    """What people say about promises in words; they say it on the page of the product."""

    list_display = ["statement", "port", "kept", "attested_by", "attested_at", "expires_at"]
    list_filter = ["kept", "expires_at"]
    search_fields = ["statement", "note", "port__product__name"]
    date_hierarchy = "attested_at"
    joined = ("port__product", "attested_by")


@admin.register(Anomaly)
class AnomalyAdmin(RecordAdmin):
    """Figures that were not as usual; what is said about them is said on the page of the product."""

    list_display = ["figure", "column", "port", "value", "low", "high", "severe", "found_at", "said", "said_by"]
    list_filter = ["figure", "said", "severe"]
    search_fields = ["column", "note", "port__product__name"]
    date_hierarchy = "found_at"
    joined = ("port__product", "snapshot__port__product", "said_by")


@admin.register(Watch)
class WatchAdmin(RecordAdmin):
    """How closely figures are watched, where that was chosen."""

    list_display = ["figure", "column", "port", "sensitivity", "set_by", "set_at"]
    list_filter = ["sensitivity", "figure"]
    search_fields = ["column", "port__product__name"]
    date_hierarchy = "set_at"
    joined = ("port__product", "set_by")


@admin.register(FitnessScore)
class FitnessScoreAdmin(RecordAdmin):
    """Scores, day by day."""

    list_display = ["product", "day", "score", "band", "known", "scoring", "latest"]
    list_filter = ["latest", "band", "product__domain"]
    search_fields = ["product__name", "product__slug"]
    date_hierarchy = "day"
    joined = ("product", "evidence__product")


@admin.register(FitnessEvidence)
class FitnessEvidenceAdmin(RecordAdmin):
    """What functions answered; the page of the product shows it in words."""

    list_display = ["product", "created_at", "digest"]
    list_filter = ["product__domain"]
    search_fields = ["product__name", "product__slug"]
    date_hierarchy = "created_at"
    exclude = ["answers"]
    joined = ("product",)


@admin.register(FitnessFunctionSetting)
class FitnessFunctionSettingAdmin(RecordAdmin):
    """How stewards let functions count; they set it at its page."""

    list_display = ["function", "state", "enforced_from", "weight", "owner", "revision", "updated_at"]
    list_filter = ["state"]
    search_fields = ["function", "owner"]
    date_hierarchy = "updated_at"


@admin.register(FitnessDispute)
class FitnessDisputeAdmin(RecordAdmin):
    """What owners dispute, and what came of it; it is decided at its page."""

    list_display = ["product", "function", "state", "valid_until", "disputed_by", "decided_by", "created_at"]
    list_filter = ["state", "function"]
    search_fields = ["product__name", "function", "reason", "note"]
    date_hierarchy = "created_at"
    joined = ("product", "disputed_by", "decided_by")
