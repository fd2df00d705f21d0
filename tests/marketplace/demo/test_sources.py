"""The source files are found without running the packages they lie in."""

import subprocess
import sys

import pytest

from marketplace.demo import sources
from marketplace.demo.sources import DemoBundle, bundles, find_sources, mesh, publishable


@pytest.fixture
def tables():
    found, missing = find_sources()
    if missing:
        pytest.skip(" ".join(system.sentence for system in missing))
    return found


def test_finding_the_files_runs_no_package(tables):
    program = (
        "import sys; from marketplace.demo.sources import find_sources; find_sources(); "
        f"print([name for name in {[system['package'] for system in mesh()['sources']]!r} if name in sys.modules])"
    )
    answer = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert answer.stdout.strip() == "[]"


def test_a_packed_file_is_unpacked_for_reading_and_gone_afterwards(tables):
    (flights,) = [table for table in tables if table.key == "nycflights.flights"]
    assert flights.path.suffix == ".zip"
    with flights.opened() as plain, plain.open(encoding="utf-8") as stream:
        assert stream.readline().startswith("year,month,day,dep_time")
    assert not plain.exists()


def test_a_plain_file_is_read_where_it_lies(tables):
    (airlines,) = [table for table in tables if table.key == "nycflights.airlines"]
    with airlines.opened() as plain:
        assert plain == airlines.path


def test_a_missing_package_is_one_sentence_and_takes_along_what_reads_it(tables, monkeypatch):
    there = sources.package_folder
    monkeypatch.setattr(sources, "package_folder", lambda name: None if name == "airportsdata" else there(name))
    found, (missing,) = find_sources()
    assert missing.sentence == (
        "Airports of the world is left out, with all that reads it: the package airportsdata is not installed."
    )
    left_out = {bundle.slug for bundle in bundles()} - {bundle.slug for bundle in publishable(found)}
    assert left_out == {"airports", "on-time-performance", "delay-risk"}


def test_a_package_without_a_file_is_named_with_the_file(tables, monkeypatch, tmp_path):
    there = sources.package_folder
    monkeypatch.setattr(sources, "package_folder", lambda name: tmp_path if name == "airportsdata" else there(name))
    _, (missing,) = find_sources()
    assert missing.sentence.endswith("the package airportsdata has no airports.csv.")


def test_everything_is_published_after_what_it_reads(tables):
    assert [bundle.slug for bundle in publishable(tables)] == [bundle.slug for bundle in bundles()]


def test_every_bundle_has_its_place_in_the_order():
    files = sorted(path.relative_to(sources.BUNDLES).with_suffix("").as_posix() for path in sources.BUNDLES.rglob("*"))
    listed = {domain for domain, _ in (name.split("/") for name in mesh()["publish"])} | set(mesh()["publish"])
    assert files == sorted(listed)
    assert all(isinstance(bundle, DemoBundle) for bundle in bundles())
