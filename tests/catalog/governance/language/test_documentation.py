"""docs/policies.md lists every fact, operator and fault of the language, and no other."""

import re
from pathlib import Path

from catalog.governance.language import read_rule
from catalog.governance.language.questions import SUITS
from catalog.governance.language.vocabulary import FACTS
from catalog.governance.services.shipping import shipped_rules

ROOT = Path(__file__).parents[4]
PAGE = (ROOT / "docs" / "policies.md").read_text()
RECIPE = (ROOT / "docs" / "recipes" / "write-a-policy.md").read_text()


def test_every_fact_is_documented_with_its_type_and_meaning():
    row = re.compile(r"^\| `((?:product|port|column|grant)\.\w+)` \| (\w+)(?:: ([^|]+))? \| ([^|]+) \|$", re.M)
    listed = {name: (kind, choices or "", meaning) for name, kind, choices, meaning in row.findall(PAGE)}

    assert listed == {
        fact.name: (fact.type, ", ".join(f"`{one}`" for one in fact.choices), fact.meaning) for fact in FACTS.values()
    }


def test_every_operator_is_documented_with_the_types_it_suits():
    listed = re.findall(r"^\| `([a-z ]+)` \| ([a-z, ]+) \|", PAGE, re.M)

    assert dict(listed) == {operator: ", ".join(types) for operator, types in SUITS.items()}


def test_every_fault_is_documented():
    source = "".join(file.read_text() for file in (ROOT / "catalog/governance/language").glob("*.py"))
    said = set(re.findall(r'(?:say|_unreadable)\(\s*"([a-z-]+)"', source)) | {"duplicate-key"}

    assert set(re.findall(r"^\| `([a-z-]+)` \| [A-Z]", PAGE, re.M)) == said


def test_every_shipped_policy_is_listed_by_its_name():
    rules = {slug: read_rule(text)[0] for slug, text in shipped_rules().items()}
    listed = dict(re.findall(r"^\| `([a-z0-9-]+)` \| (?:high|medium|low) \| ([^|]+) \|$", PAGE, re.M))

    assert listed == {slug: rule.name for slug, rule in rules.items()}


def test_every_example_is_understood():
    examples = re.findall(r"```yaml\n(policy:.*?)```", PAGE + RECIPE, re.S)

    assert len(examples) >= 2
    assert [read_rule(example)[1] for example in examples] == [[]] * len(examples)


def test_the_recipe_has_at_most_five_steps():
    assert len(re.findall(r"^\d\. ", RECIPE, re.M)) <= 5
