"""What is wrong with data, and what is done about it: noticed, grouped by cause, told, mended.

Modules here import each other downwards only: services → tasks → runner → telling, surroundings → settling → life →
severity, hooks, policies, errors; selectors beside them. Who notices — service levels, anomalies, people, other
systems — stands above.
"""
