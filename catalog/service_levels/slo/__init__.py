"""Objectives over time: how much of a window a promise was kept, and how much of its error budget is left.

Modules here import each other downwards only: services → rolling, forgetting → installing → standing; selectors beside
them. Pure below those: promised, budget → timeline, windows.
"""
