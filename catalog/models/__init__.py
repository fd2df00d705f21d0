"""What there is, one file per noun. Modules here import each other downwards only, in this order:

domain, warehouse, product, version, port, contract, run, lineage, service_level, service_level_objective, incident,
observer, attestation, fitness, search, governance, checkpoint, migration, proposal, trial, saved_search, follow
attestation, anomaly, fitness, search, governance, checkpoint, migration, proposal, trial, saved_search, follow
search_terms, governance, checkpoint, migration, proposal, trial, follow
governance, checkpoint, migration, proposal, trial, follow, requirement
governance, checkpoint, migration, proposal, trial, follow, wanted, voice
"""

from catalog.models.domain import Domain
from catalog.models.warehouse import SourceSystem, SourceTable, Warehouse
from catalog.models.product import DataProduct, DataProductGroupPermission, DataProductUserPermission
from catalog.models.version import Draft, ProductVersion
from catalog.models.port import InputPort, OutputPort, Snapshot
from catalog.models.contract import AccessPolicy, Column, DataContract, Transformation
from catalog.models.run import PublishingRun, PublishingStep
from catalog.models.lineage import ColumnEdge, LineageEvent
from catalog.models.service_level import Measurement, Monitor
from catalog.models.service_level_objective import MeasuredPeriod, ServiceLevelObjective
from catalog.models.incident import Breach, Incident, IncidentEntry
from catalog.models.observer import DatasetName, Observer, OutsideResult
from catalog.models.attestation import Attestation
from catalog.models.anomaly import Anomaly, Figure, Watch
from catalog.models.fitness import FitnessEvidence, FitnessScore
from catalog.models.fitness_rules import FitnessDispute, FitnessFunctionSetting
from catalog.models.joins import PortJoins
from catalog.models.search import RouteTerms, SearchEntry, SearchFacet, SearchFacts, SearchTally, SearchWord
from catalog.models.search_terms import LoggedSearch, Synonym
from catalog.models.governance import GovernancePolicy, PolicyException, PolicyVerdict
from catalog.models.checkpoint import Checkpoint, CheckpointForm
from catalog.models.migration import KeptPort, MigrationNotice, MigrationPeriod
from catalog.models.proposal import DataProfile, Proposal
from catalog.models.trial import Trial
from catalog.models.saved_search import SavedSearch
from catalog.models.follow import Follow
from catalog.models.requirement import RequirementProfile
from catalog.models.wanted import WantedProduct, WantedVote
from catalog.models.voice import ProductAnswer, ProductQuestion, ProductReview

__all__ = [
    "AccessPolicy",
    "Anomaly",
    "Attestation",
    "Breach",
    "Checkpoint",
    "CheckpointForm",
    "Column",
    "ColumnEdge",
    "DataContract",
    "DataProduct",
    "DataProductGroupPermission",
    "DataProductUserPermission",
    "DataProfile",
    "DatasetName",
    "Domain",
    "Draft",
    "Figure",
    "FitnessDispute",
    "FitnessEvidence",
    "FitnessFunctionSetting",
    "FitnessScore",
    "Follow",
    "GovernancePolicy",
    "Incident",
    "IncidentEntry",
    "InputPort",
    "KeptPort",
    "LineageEvent",
    "LoggedSearch",
    "MeasuredPeriod",
    "Measurement",
    "MigrationNotice",
    "MigrationPeriod",
    "Monitor",
    "Observer",
    "OutputPort",
    "OutsideResult",
    "PolicyException",
    "PolicyVerdict",
    "PortJoins",
    "ProductAnswer",
    "ProductQuestion",
    "ProductReview",
    "ProductVersion",
    "Proposal",
    "PublishingRun",
    "PublishingStep",
    "SavedSearch",
    "RequirementProfile",
    "RouteTerms",
    "SearchEntry",
    "SearchFacet",
    "SearchFacts",
    "SearchTally",
    "SearchWord",
    "ServiceLevelObjective",
    "Snapshot",
    "SourceSystem",
    "SourceTable",
    "Synonym",
    "Transformation",
    "Trial",
    "WantedProduct",
    "WantedVote",
    "Warehouse",
    "Watch",
]
