"""How fit a product is for use: functions over facts, a score with evidence, and what would raise it.

Modules here import each other downwards only: services → tasks → runner → loading → registry → facts, results, and
functions → registry; selectors beside them. `scoring`, `results` and `facts` are pure.
"""
