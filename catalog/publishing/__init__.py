"""From a draft to a published version.

Modules here import each other downwards only: services → tasks → runner → steps → checking, preparing, switching;
errors, policies, hooks and version_numbers lie below.
"""
