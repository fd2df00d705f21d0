"""The language of governance policies: read a rule, judge a product by it, say it in words.

Pure: YAML and facts in, frozen dataclasses out. `docs/policies.md` is its reference.
"""

from catalog.governance.language.judging import Judgement, judge
from catalog.governance.language.reading import LONGEST_RULE, read_rule
from catalog.governance.language.rules import Rule
from catalog.governance.language.subjects import Subject
from catalog.governance.language.wording import Line, in_words

__all__ = ["LONGEST_RULE", "Judgement", "Line", "Rule", "Subject", "in_words", "judge", "read_rule"]
