"""What the OpenAPI document says about itself, and how it names things."""

from django.utils.translation import gettext_lazy as _

SPECTACULAR_SETTINGS = {
    "TITLE": _("Data marketplace"),
    "DESCRIPTION": _("Publish, find, order and read data products."),
    "VERSION": "1.0.0",
    "OAS_VERSION": "3.1.0",
    "SERVE_INCLUDE_SCHEMA": False,
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    # Closed, and found by a word: drawn open, 200 operations take a browser many seconds.
    "SWAGGER_UI_SETTINGS": {"deepLinking": True, "docExpansion": "none", "filter": True, "defaultModelsExpandDepth": 0},
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "COMPONENT_SPLIT_REQUEST": True,
    # Fields called state, status or role mean different things; each set of words has a name of its own.
    "ENUM_NAME_OVERRIDES": {
        "OrderState": "requests.models.order.Order.State",
        "LineState": "requests.models.order.AccessRequest.State",
        "StageState": "requests.models.approval.ApprovalStage.State",
        "StageRole": "requests.models.approval.ApprovalStage.Role",
        "GrantState": "requests.models.grant.Grant.State",
        "MembershipRole": "accounts.models.team.Membership.Role",
        "ProductStatus": "catalog.models.product.DataProduct.Status",
        "MonitorStatus": "catalog.models.service_level.Monitor.Status",
        "FitnessOutcome": "catalog.fitness.kept.OUTCOMES",
        "FitnessBand": "catalog.models.fitness.FitnessScore.Band",
        "RunKind": "catalog.models.run.PublishingRun.Kind",
        "RunState": "catalog.models.run.PublishingRun.State",
        "ConnectorKind": "requests.models.connector.Connector.Kind",
        "CheckpointKind": "catalog.models.checkpoint.CheckpointForm.Kind",
        "CheckpointState": "catalog.models.checkpoint.Checkpoint.State",
        "StandingState": "catalog.api.checkpoints.STANDINGS",
        "PolicyState": "catalog.models.governance.GovernancePolicy.State",
        "ViolationLevel": ["error", "warning", "info"],
        "VersionLevel": ["major", "minor", "patch"],
        "PolicySeverity": "catalog.models.governance.GovernancePolicy.Severity",
        "IncidentSeverity": "catalog.models.incident.Incident.Severity",
        "ObserverKind": "catalog.models.observer.Observer.Kind",
        "ResultFormat": "catalog.models.observer.OutsideResult.Format",
        "IncidentKind": "catalog.models.incident.Incident.Kind",
        "IncidentCause": "catalog.models.incident.Incident.Cause",
        "IncidentEntryKind": "catalog.models.incident.IncidentEntry.Kind",
    },
}
