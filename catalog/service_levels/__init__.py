"""What is promised, measured from the data itself; what happens when a promise breaks is the affair of `incidents`.

Modules here import each other downwards only: services → tasks → runner → asking → referring → installing,
settling, troubles → hooks, policies, errors; selectors beside them. Objectives over time are in slo, between tasks
and installing. Pure below those: readings → compile → durations, judge.
"""
