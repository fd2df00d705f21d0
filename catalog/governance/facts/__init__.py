"""The facts that policies look at: of many published products at once, and of one candidate."""

from catalog.governance.facts.candidates import candidate
from catalog.governance.facts.published import load_published
from catalog.governance.facts.wanted import EVERYTHING, Wanted

__all__ = ["EVERYTHING", "Wanted", "candidate", "load_published"]
