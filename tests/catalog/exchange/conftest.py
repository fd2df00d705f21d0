"""A product that says everything of itself, as other catalogs are told of it."""

from datetime import UTC, datetime

import pytest

from catalog.exchange.description import Described, DescribedColumn, DescribedPort, Origin, Standing

PAGE = "https://data.example.org/products/adverse-events/"
NOW = datetime(2026, 11, 1, 8, tzinfo=UTC)


@pytest.fixture
def told():
    """Adverse events, with nothing left out."""
    column = DescribedColumn("aeterm", "Reported term", "As the site wrote it.", "string", "https://terms.example/ae")
    return Described(
        url=PAGE,
        metadata="https://data.example.org/api/v1/products/adverse-events/metadata/",
        catalog="https://data.example.org/products/",
        slug="adverse-events",
        external_id="clinical.adverse-events",
        name="Adverse events",
        domain="Clinical",
        owner="Clinical data",
        owner_url="https://data.example.org/products/?owner=clinical",
        status="published",
        created_at=datetime(2026, 1, 1, tzinfo=UTC),
        description="What happened to whom.",
        purpose="To find signals early.",
        limitations="No screening failures.",
        version="1.2.0",
        documents="https://data.example.org/api/v1/products/adverse-events/bundle/",
        published_at=datetime(2026, 10, 1, tzinfo=UTC),
        licence="CC-BY-4.0",
        tags=("safety", "trial"),
        support=(("Desk", "mailto:desk@example.org"), ("Chat", "https://chat.example.org/ae"), ("Phone", "")),
        conditions="Access is ordered.",
        ports=(DescribedPort("events", f"{PAGE}data", "One row each.", "v3.1.0", 7, 2048, NOW, (column,)),),
        origins=(Origin("Demographics", "https://data.example.org/products/demographics/"),),
    )


@pytest.fixture
def standing():
    """How it does."""
    return Standing(
        score=81,
        band="good",
        day=NOW.date(),
        scored_at=NOW,
        scoring="36-x",
        attributes={"Findable": 90, "Secure": None},
        known=88,
        outcomes={"pass": 30},
        levels={"kept": 9, "at_risk": 0, "broken": 1, "unknown": 4},
        measured_at=NOW,
        open_incidents=1,
    )
