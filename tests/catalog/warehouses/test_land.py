"""Source files come in as Parquet, once."""

import gzip
import zipfile
from importlib.util import find_spec
from pathlib import Path

import duckdb
import pytest

from catalog.warehouses.errors import LocationMissing, SourceNotReadable
from catalog.warehouses.interface import Limits, View

TEXT = "code,delay,when\nEWR,2,2013-01-01\nJFK,NA,2013-01-02\nLGA,,2013-01-03\n"


@pytest.fixture
def delays(tmp_path):
    file = tmp_path / "delays.csv"
    file.write_text(TEXT)
    return file


@pytest.fixture
def land(house):
    def bring(source, format="csv", **options):
        return house.land(system="flights", table="delays", source=source, format=format, **options)

    return bring


def test_a_csv_lands_with_the_types_it_shows(land, house, delays):
    built = land(delays, null_values=("NA", ""))

    assert built.location.startswith("landing/flights/delays/")
    assert [column.logical_type for column in built.columns] == ["string", "integer", "date"]
    assert house.measure(built.location, {"nulls": "count(*) - count(delay)"}) == {"nulls": 2}


def test_what_means_nothing_is_said_by_the_caller(land, delays):
    assert land(delays).columns[1].logical_type == "string"


def test_the_same_file_lands_once(land, house, delays, tmp_path):
    first = land(delays)
    copy = tmp_path / "copy.csv"
    copy.write_text(TEXT)

    second = land(copy)

    assert first.location == second.location
    assert (first.rows, first.columns, first.bytes) == (second.rows, second.columns, second.bytes)
    assert len(list(house.locations())) == 1


@pytest.mark.parametrize("delimiter", [";", "\t", "|"])
def test_other_delimiters_are_seen_in_the_first_line(land, house, tmp_path, delimiter):
    file = tmp_path / "delays.txt"
    file.write_text(TEXT.replace(",", delimiter) + delimiter.join(('"a, b"', "4", "2013-01-04")) + "\n")

    built = land(file)

    assert built.rows == 4
    assert [column.name for column in built.columns] == ["code", "delay", "when"]


def test_no_line_is_taken_for_a_comment_or_a_preface(land, tmp_path):
    file = tmp_path / "notes.csv"
    file.write_text("note,n\n#1,1\n#2,2\n")

    assert land(file).rows == 2


def test_a_name_that_looks_like_a_pattern_lands(land, tmp_path):
    file = tmp_path / "delays [2013] *.csv"
    file.write_text(TEXT)

    assert land(file).rows == 3


def test_a_gzip_lands(land, tmp_path):
    file = tmp_path / "delays.csv.gz"
    file.write_bytes(gzip.compress(TEXT.encode()))

    assert land(file).rows == 3


def test_a_zip_with_one_file_lands(land, tmp_path):
    file = tmp_path / "delays.csv.zip"
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("delays.csv", TEXT)
        archive.writestr("__MACOSX/delays.csv", "x")

    assert land(file).rows == 3


def test_a_parquet_lands(land, tmp_path):
    file = tmp_path / "delays.parquet"
    duckdb.execute(f"COPY (SELECT 1 AS a, INTERVAL 1 DAY AS b) TO '{file}'")

    assert land(file, "parquet").rows == 1


def test_a_zip_bomb_is_not_unpacked(land, tmp_path, root):
    file = tmp_path / "bomb.csv.zip"
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("bomb.csv", b"0" * 3_000_000)

    with pytest.raises(SourceNotReadable, match="more than 2 MB"):
        land(file, limits=Limits(seconds=10, memory_mb=256, threads=1, disk_mb=2))
    assert not [path for path in root.rglob("*") if path.is_file()]


@pytest.mark.parametrize(
    ("name", "content", "format"),
    [
        ("two.zip", None, "csv"),
        ("broken.zip", b"PK\x03\x04 not really", "csv"),
        ("text.parquet", b"hello", "parquet"),
        ("broken.csv.gz", b"hello", "csv"),
        ("sheet.xlsx", b"PK", "xlsx"),
        ("short.csv", b"a,b\n1,2\n3\n", "csv"),
        ("long.csv", b"a,b\n" + b"1,2\n" * 50 + b"5,6,7,8\n", "csv"),
        ("ragged.csv", b'a,b\n1,2\n"3,4\n5,6,7,8\n', "csv"),
    ],
)
def test_a_file_that_is_not_what_it_seems_is_one_clear_sentence(land, tmp_path, root, name, content, format):
    file = tmp_path / name
    if content is None:
        with zipfile.ZipFile(file, "w") as archive:
            archive.writestr("a.csv", TEXT)
            archive.writestr("b.csv", TEXT)
    else:
        file.write_bytes(content)

    with pytest.raises(SourceNotReadable) as refusal:
        land(file, format)

    assert str(refusal.value).startswith(f"{name} could not be read: ")
    assert str(tmp_path) not in str(refusal.value)


def test_a_file_that_is_not_there_is_said(land, tmp_path):
    with pytest.raises(LocationMissing, match=r"none\.csv"):
        land(tmp_path / "none.csv")


@pytest.mark.skipif(find_spec("airportsdata") is None, reason="airportsdata is not installed: make demo installs it")
def test_real_airports_land_and_are_read(house):
    source = Path(find_spec("airportsdata").origin).with_name("airports.csv")

    built = house.land(system="airportsdata", table="airports", source=source, format="csv")

    assert built.rows > 28_000
    view = View(("iata", "name", "country"), (), "iata = 'ZRH'")
    assert house.sample(built.location, view, limit=5).rows == [("ZRH", "Zurich Airport", "CH")]
