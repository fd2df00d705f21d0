"""From a draft to a published version.

Modules here import each other downwards only: services → tasks → runner → steps → checking, preparing, switching;
errors, policies and hooks lie below.
"""
