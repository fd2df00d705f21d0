import re

from catalog.publishing.checking import REFUSED_AS
from marketplace.settings import BASE_DIR

PAGE = (BASE_DIR / "docs" / "bundles.md").read_text()
SOURCES = "".join((BASE_DIR / "catalog" / "publishing" / f"{name}.py").read_text() for name in ("checking", "inputs"))


def test_what_is_found_among_neighbours_is_documented_and_nothing_else_is():
    section = PAGE.partition("### Among its neighbours")[2]
    listed = re.findall(r"^\| `([a-z-]+)` \| .+\.", section, re.MULTILINE)

    # What the documents themselves lack is told elsewhere, and named here only to be told once.
    assert sorted(listed) == sorted(set(re.findall(r'"([a-z]+(?:-[a-z]+)+)"', SOURCES)) - REFUSED_AS.keys())
