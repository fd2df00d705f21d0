import pytest

from marketplace.demo.sources import find_sources, publishable
from tests.marketplace.demo.mesh_in_duckdb import MeshInDuckDB


@pytest.fixture(scope="session")
def built_mesh():
    """Every bundle whose data is on this machine, built once."""
    tables, missing = find_sources()
    if not tables:
        pytest.skip(" ".join(system.sentence for system in missing))
    mesh = MeshInDuckDB()
    with mesh.cleanup:
        for table in tables:
            mesh.land(table)
    for bundle in publishable(tables):
        mesh.build(bundle)
    return mesh


@pytest.fixture
def whole_mesh(built_mesh):
    """The mesh with all four domains; skipped where one of the packages is absent."""
    _, missing = find_sources()
    if missing:
        pytest.skip(" ".join(system.sentence for system in missing))
    return built_mesh
