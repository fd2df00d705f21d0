"""What there is, one file per noun. Modules here import each other downwards only, in this order:

domain, warehouse, product, version, port, contract, run, lineage, service_level, incident, fitness, search, governance
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
from catalog.models.incident import Incident
from catalog.models.fitness import FitnessResult, FitnessScore
from catalog.models.search import SearchEntry
from catalog.models.governance import Checkpoint, GovernancePolicy

__all__ = [
    "AccessPolicy",
    "Checkpoint",
    "Column",
    "ColumnEdge",
    "DataContract",
    "DataProduct",
    "DataProductGroupPermission",
    "DataProductUserPermission",
    "Domain",
    "Draft",
    "FitnessResult",
    "FitnessScore",
    "GovernancePolicy",
    "Incident",
    "InputPort",
    "LineageEvent",
    "Measurement",
    "Monitor",
    "OutputPort",
    "ProductVersion",
    "PublishingRun",
    "PublishingStep",
    "SearchEntry",
    "Snapshot",
    "SourceSystem",
    "SourceTable",
    "Transformation",
    "Warehouse",
]
