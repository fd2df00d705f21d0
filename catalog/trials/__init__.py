"""A draft tried out over real data before anybody relies on it.

Modules here import each other downwards only: services → tasks → runner → stages → attempt; personas, rows, files and
selectors beside them; errors, policies and hooks lie below.
"""
