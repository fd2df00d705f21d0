"""Other tools for checks, run on the same table: each script is run by the Python of an environment of its own.

Nothing here is imported by the marketplace, and none of the tools is a requirement of it.
"""
