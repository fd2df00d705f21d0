"""docs/problems.md lists every problem that the marketplace can answer with, and no other."""

import importlib
import pkgutil
import re
from pathlib import Path

import pytest

from marketplace.foundation.errors import DomainError
from marketplace.foundation.handlers import _SAID
from marketplace.foundation.problems import PROBLEM_OF

PAGE = Path(__file__).parents[2] / "docs" / "problems.md"
PACKAGES = ("marketplace", "accounts", "catalog", "requests")


def _import_everything():
    for name in PACKAGES:
        package = importlib.import_module(name)
        for module in pkgutil.walk_packages(package.__path__, f"{name}."):
            if (
                not module.name.endswith(("__main__", "asgi", "wsgi", "sandbox_child"))
                and ".migrations" not in module.name
            ):
                importlib.import_module(module.name)


def _refusals(kind=DomainError):
    for refusal in kind.__subclasses__():
        if refusal.__module__.startswith(PACKAGES):
            yield refusal
        yield from _refusals(refusal)


@pytest.fixture(scope="module")
def refusals():
    """Every domain error there is."""
    _import_everything()
    return sorted(set(_refusals()), key=lambda refusal: (refusal.code, refusal.__name__))


def test_every_code_is_listed_with_its_status_and_no_other_is(refusals):
    listed = dict(re.findall(r"^\| `([a-z0-9-]+)` \| (\d{3})", PAGE.read_text(), re.M))
    known = {refusal.code: str(refusal.status) for refusal in refusals}
    by_framework = {*PROBLEM_OF.values(), *(code for code, _ in _SAID.values()), DomainError.code}

    assert {code: listed.get(code) for code in known} == known
    assert set(listed) - set(known) <= by_framework
    assert by_framework <= set(listed)


def test_one_code_has_one_status(refusals):
    statuses = {}
    for refusal in refusals:
        statuses.setdefault(refusal.code, set()).add(refusal.status)

    assert {code: several for code, several in statuses.items() if len(several) > 1} == {}


def test_every_refusal_is_a_sentence(refusals):
    for refusal in refusals:
        assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", refusal.code), refusal
        assert 400 <= refusal.status < 600, refusal
        words = str(refusal.message)
        assert words.endswith((".", "%(reason)s", "%(reasons)s")), (refusal, words)
