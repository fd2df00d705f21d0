"""What the API tells of a trial: what was found, never a row."""

from rest_framework import serializers

from catalog.api.violations import ChangeSerializer, ViolationSerializer
from catalog.models import Trial


class BeginTrialSerializer(serializers.Serializer):
    """Over how many rows of each input; null, or left out, is all."""

    sample_rows = serializers.IntegerField(required=False, allow_null=True, default=None)


class TrialStageSerializer(serializers.Serializer):
    """One stage, and how long it took."""

    name = serializers.CharField()
    state = serializers.ChoiceField(choices=["waiting", "running", "done", "failed"])
    seconds = serializers.FloatField(allow_null=True)


class TrialInputSerializer(serializers.Serializer):
    """One input: how many rows the team may see, how many were read, and what of it is masked."""

    name = serializers.CharField()
    kind = serializers.ChoiceField(choices=["port", "table"])
    origin = serializers.CharField()
    rows = serializers.IntegerField()
    read = serializers.IntegerField()
    governed = serializers.BooleanField()
    masked = serializers.ListField(child=serializers.CharField())
    filtered = serializers.BooleanField()


class TrialColumnSerializer(serializers.Serializer):
    """One column that came out, in figures."""

    name = serializers.CharField()
    type = serializers.CharField()
    logical_type = serializers.CharField()
    nulls = serializers.IntegerField()
    null_share = serializers.FloatField(allow_null=True)
    distinct = serializers.IntegerField(allow_null=True)


class ContractLineSerializer(serializers.Serializer):
    """One column against the contract."""

    name = serializers.CharField()
    promised = serializers.CharField()
    real = serializers.CharField()
    type = serializers.CharField()
    verdict = serializers.ChoiceField(choices=["kept", "missing", "type", "extra"])


class TrialEdgeSerializer(serializers.Serializer):
    """One column made from, or decided by, a column of an input; `*` is every column, or the row as a whole."""

    column = serializers.CharField()
    input = serializers.CharField()
    from_column = serializers.CharField()
    kind = serializers.CharField()
    expression = serializers.CharField()


class PromiseSerializer(serializers.Serializer):
    """One promise of the contract, and how it would stand."""

    rule = serializers.CharField()
    indicator = serializers.CharField()
    name = serializers.CharField()
    column = serializers.CharField()
    objective = serializers.CharField()
    status = serializers.ChoiceField(choices=["kept", "at_risk", "broken", "unknown"])
    value = serializers.FloatField(allow_null=True)
    value_text = serializers.CharField()
    detail = serializers.CharField()


class BeforeSerializer(serializers.Serializer):
    """What readers of the published version would notice; `change` in rows only where all were read."""

    number = serializers.CharField()
    rows = serializers.IntegerField()
    change = serializers.IntegerField(allow_null=True)
    added = serializers.ListField(child=serializers.CharField())
    removed = serializers.ListField(child=serializers.CharField())
    retyped = serializers.ListField(child=serializers.CharField())


class TriedPortSerializer(serializers.Serializer):
    """One output port as it came out; a part that was not reached is empty."""

    name = serializers.CharField()
    rows = serializers.IntegerField()
    bytes = serializers.IntegerField()
    seconds = serializers.FloatField()
    memory_mb = serializers.IntegerField(allow_null=True)
    columns = TrialColumnSerializer(many=True)
    contract = ContractLineSerializer(many=True, default=[])
    differences = serializers.ListField(child=serializers.CharField(), default=[])
    edges = TrialEdgeSerializer(many=True, default=[])
    quality = PromiseSerializer(many=True, default=[])
    before = BeforeSerializer(allow_null=True, default=None)


class FitnessAnswerSerializer(serializers.Serializer):
    """What one fitness function would say."""

    function = serializers.CharField()
    attribute = serializers.CharField()
    outcome = serializers.ChoiceField(choices=["pass", "warn", "fail", "not-applicable", "unknown"])
    score = serializers.FloatField(allow_null=True)
    weight = serializers.IntegerField()
    summary = serializers.CharField()
    remedy = serializers.CharField()


class TrialFitnessSerializer(serializers.Serializer):
    """The score as it would be; `known` is the share of what applies that anything is known about, in percent."""

    score = serializers.IntegerField(allow_null=True)
    band = serializers.CharField()
    known = serializers.IntegerField()
    attributes = serializers.DictField(child=serializers.IntegerField(allow_null=True))
    results = FitnessAnswerSerializer(many=True)


class TrialReasonSerializer(serializers.Serializer):
    """Why a policy would not be kept."""

    subject = serializers.CharField()
    sentence = serializers.CharField()


class TrialVerdictSerializer(serializers.Serializer):
    """What one governance policy would say."""

    policy = serializers.CharField()
    version = serializers.IntegerField()
    name = serializers.CharField()
    state = serializers.CharField()
    severity = serializers.CharField()
    outcome = serializers.CharField()
    reasons = TrialReasonSerializer(many=True)
    remedy = serializers.CharField()
    forbids = serializers.BooleanField()


class LimitsSerializer(serializers.Serializer):
    """What each transformation may use."""

    seconds = serializers.FloatField()
    memory_mb = serializers.IntegerField()
    threads = serializers.IntegerField()


class UsedSerializer(serializers.Serializer):
    """What the transformations used; memory where the system tells."""

    seconds = serializers.FloatField()
    memory_mb = serializers.IntegerField(allow_null=True)


class TrialSerializer(serializers.ModelSerializer):
    """A draft tried out: how it goes, and what was found. It holds no rows; the Studio shows some for a while."""

    product = serializers.SlugRelatedField(slug_field="slug", read_only=True)
    asked_by = serializers.SlugRelatedField(slug_field="username", read_only=True)
    outdated = serializers.SerializerMethodField(help_text="Has the draft changed since?")
    limits = LimitsSerializer(source="facts.limits", default=None)
    used = UsedSerializer(source="facts.used", default=None)
    sampled = serializers.BooleanField(source="facts.sampled", default=False)
    stages = TrialStageSerializer(source="facts.stages", many=True, default=[])
    inputs = TrialInputSerializer(source="facts.inputs", many=True, default=[])
    ports = TriedPortSerializer(source="facts.ports", many=True, default=[])
    violations = ViolationSerializer(source="facts.violations", many=True, default=[])
    changes = ChangeSerializer(source="facts.changes", many=True, default=[])
    fitness = TrialFitnessSerializer(source="facts.fitness", default=None)
    verdicts = TrialVerdictSerializer(source="facts.verdicts", many=True, default=[])

    class Meta:
        model = Trial
        fields = [
            "id", "product", "revision", "digest", "sample_rows", "state", "stage", "outdated", "asked_by",
            "created_at", "started_at", "ended_at", "error", "remedy", "limits", "used", "sampled", "stages", "inputs",
            "ports", "violations", "changes", "fitness", "verdicts",
        ]  # fmt: skip

    def get_outdated(self, trial) -> bool:
        """Has the draft changed since it was tried?"""
        return trial.draft_digest != trial.digest
