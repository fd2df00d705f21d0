"""What other systems measured of our data: read, tied to the promise it is about, and put beside our own.

Modules here import each other downwards only: services → taking → matching → policies, errors. Pure below those:
formats. Nothing here ever says that a promise of ours is kept.
"""
