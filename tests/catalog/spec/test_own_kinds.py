from pathlib import Path

import pytest

from tests.catalog.spec.bundles import everything_said

CASES = sorted((Path(__file__).parent / "cases").glob("*/*.yaml"))


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.parent.name}/{case.stem}")
def test_a_document_of_ours_is_answered_as_the_file_beside_it_says(case):
    said = [
        f"{each.line} {each.level} {each.code} {each.path}" for each in everything_said(case.read_bytes(), single=True)
    ]

    assert said == case.with_suffix(".txt").read_text().splitlines()
