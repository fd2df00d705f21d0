import re
from pathlib import Path

import pytest

from catalog.spec.codes import CODES
from catalog.spec.own_schemas import METHODS, OBJECTS, STAGES
from catalog.spec.shapes import KEY

ROOT = Path(__file__).parents[3]
PAGE = (ROOT / "docs" / "bundles.md").read_text()
SOURCES = "\n".join(path.read_text() for path in (ROOT / "catalog" / "spec").glob("*.py") if path.name != "codes.py")


def test_every_code_is_documented_with_its_level_and_meaning():
    told = re.findall(r"^\| `([a-z-]+)` \| (error|warning|info) \| (.+) \|$", PAGE, re.MULTILINE)

    assert told == [(code, each.level, each.meaning) for code, each in CODES.items()]


@pytest.mark.parametrize("code", CODES)
def test_every_code_is_used(code):
    assert f'"{code}"' in SOURCES


@pytest.mark.parametrize("kind", ["Transformation", "AccessPolicy"])
def test_every_key_of_our_own_kinds_is_documented(kind):
    section = PAGE.partition(f"\n## {kind}\n")[2].partition("\n## ")[0]
    told = re.findall(r"^\| `(\w+)` \| (required)? ?\|", section, re.MULTILINE)
    keys = [KEY.fullmatch(key) for key in OBJECTS[kind].split()]

    assert [(name, bool(required)) for name, required in told if name not in METHODS] == [
        (key["name"], bool(key["required"])) for key in keys
    ]


@pytest.mark.parametrize("word", [*METHODS, *STAGES])
def test_every_method_and_stage_is_documented(word):
    assert f"`{word}`" in PAGE
