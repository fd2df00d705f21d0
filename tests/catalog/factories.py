"""Products as rows, for tests that need them there; what is published for real comes out of tests/journeys."""

import hashlib

import factory
from django.utils import timezone

from catalog.models import (
    AccessPolicy,
    Column,
    DataContract,
    DataProduct,
    Domain,
    InputPort,
    OutputPort,
    ProductVersion,
    Snapshot,
    SourceSystem,
    SourceTable,
    Transformation,
    Warehouse,
)
from tests.accounts.factories import TeamFactory


class DomainFactory(factory.django.DjangoModelFactory):
    """A domain."""

    class Meta:
        model = Domain

    slug = factory.Sequence(lambda n: f"domain-{n}")
    name = factory.Sequence(lambda n: f"Domain {n}")
    team = factory.SubFactory(TeamFactory)


class WarehouseFactory(factory.django.DjangoModelFactory):
    """The lakehouse."""

    class Meta:
        model = Warehouse
        django_get_or_create = ("slug",)

    slug = "lakehouse"
    name = "Lakehouse"
    engine = "lakehouse"


class DataProductFactory(factory.django.DjangoModelFactory):
    """A product that is published by its status alone; ports come from OfferedPortFactory."""

    class Meta:
        model = DataProduct

    slug = factory.Sequence(lambda n: f"product-{n}")
    name = factory.Sequence(lambda n: f"Product {n}")
    external_id = factory.SelfAttribute("slug")
    domain = factory.SubFactory(DomainFactory)
    owner = factory.SelfAttribute("domain.team")
    archetype = DataProduct.Archetype.SOURCE_ALIGNED
    status = DataProduct.Status.PUBLISHED
    description = "What happened, one row each time."


class ProductVersionFactory(factory.django.DjangoModelFactory):
    """The published version."""

    class Meta:
        model = ProductVersion

    product = factory.SubFactory(DataProductFactory)
    number = "1.0.0"
    state = ProductVersion.State.PUBLISHED
    bundle = b"kind: DataProduct\n"
    digest = factory.LazyAttribute(lambda version: hashlib.sha256(version.bundle).hexdigest())
    published_at = factory.LazyFunction(timezone.now)


class OutputPortFactory(factory.django.DjangoModelFactory):
    """A port that is not offered yet."""

    class Meta:
        model = OutputPort

    product = factory.SubFactory(DataProductFactory)
    name = factory.Sequence(lambda n: f"port_{n}")
    warehouse = factory.SubFactory(WarehouseFactory)


class DataContractFactory(factory.django.DjangoModelFactory):
    """A contract over one table."""

    class Meta:
        model = DataContract

    version = factory.SubFactory(ProductVersionFactory, product=factory.SelfAttribute("..port.product"))
    port = factory.SubFactory(OutputPortFactory)
    external_id = factory.LazyAttribute(lambda contract: f"{contract.port.product.slug}-{contract.port.name}")
    number = "1.0.0"
    table = factory.SelfAttribute("port.name")
    document = factory.LazyFunction(dict)


class ColumnFactory(factory.django.DjangoModelFactory):
    """A column of text."""

    class Meta:
        model = Column

    contract = factory.SubFactory(DataContractFactory)
    name = factory.Sequence(lambda n: f"column_{n}")
    position = factory.Sequence(lambda n: n % 1000)
    logical_type = "string"


class AccessPolicyFactory(factory.django.DjangoModelFactory):
    """Everybody asks the owner."""

    class Meta:
        model = AccessPolicy

    version = factory.SubFactory(ProductVersionFactory, product=factory.SelfAttribute("..port.product"))
    port = factory.SubFactory(OutputPortFactory)
    document = factory.LazyFunction(lambda: {"default": {"then": "review", "stages": ["owner"]}})
    digest = "0" * 64
    longest_days = 365


class SnapshotFactory(factory.django.DjangoModelFactory):
    """A build that is over; the file need not exist."""

    class Meta:
        model = Snapshot

    version = factory.SubFactory(ProductVersionFactory, product=factory.SelfAttribute("..port.product"))
    port = factory.SubFactory(OutputPortFactory)
    location = factory.Sequence(lambda n: f"products/test/{n}.parquet")
    rows = 3
    size = 300
    built_at = factory.LazyFunction(timezone.now)


class OfferedPortFactory(OutputPortFactory):
    """A port of the published version, with contract, policy and data.

    `policy={"document": {…}}` and the like reach the parts; `columns=["a", "b"]` names the contract's columns.
    """

    class Meta:
        model = OutputPort
        skip_postgeneration_save = True

    @classmethod
    def _create(cls, model_class, *args, **kwargs):
        parts = {name: kwargs.pop(name, {}) for name in ("contract", "policy", "snapshot", "version")}
        columns = kwargs.pop("columns", ())
        port = super()._create(model_class, *args, **kwargs)
        version = ProductVersion.objects.filter(product=port.product, state="published").first()
        version = version or ProductVersionFactory(product=port.product, **parts["version"])
        port.contract = DataContractFactory(port=port, version=version, **parts["contract"])
        for position, name in enumerate(columns):
            ColumnFactory(contract=port.contract, name=name, position=position)
        port.policy = AccessPolicyFactory(port=port, version=version, **parts["policy"])
        port.snapshot = SnapshotFactory(port=port, version=version, **parts["snapshot"])
        port.offered = True
        port.save()
        return port


class SourceSystemFactory(factory.django.DjangoModelFactory):
    """A source system."""

    class Meta:
        model = SourceSystem

    slug = factory.Sequence(lambda n: f"system-{n}")
    name = factory.Sequence(lambda n: f"System {n}")


class SourceTableFactory(factory.django.DjangoModelFactory):
    """A table that landed; the file need not exist."""

    class Meta:
        model = SourceTable

    system = factory.SubFactory(SourceSystemFactory)
    warehouse = factory.SubFactory(WarehouseFactory)
    name = factory.Sequence(lambda n: f"table-{n}")
    location = factory.Sequence(lambda n: f"landing/test/{n}.parquet")
    landed_at = factory.LazyFunction(timezone.now)


class InputPortFactory(factory.django.DjangoModelFactory):
    """An input from a source table."""

    class Meta:
        model = InputPort

    version = factory.SubFactory(ProductVersionFactory)
    name = factory.Sequence(lambda n: f"input_{n}")
    source = factory.SubFactory(SourceTableFactory)


class TransformationFactory(factory.django.DjangoModelFactory):
    """A transformation."""

    class Meta:
        model = Transformation

    version = factory.SubFactory(ProductVersionFactory)
    port = factory.SubFactory(OutputPortFactory)
    sql = "select 1 as one"
