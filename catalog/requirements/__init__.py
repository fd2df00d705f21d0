"""Fit for the task at hand: what a task needs is stated once, and judged against what is known of each product."""
