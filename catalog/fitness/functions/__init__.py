"""The fitness functions of the catalog, one file per attribute. Importing them registers them."""

from catalog.fitness.functions import (  # noqa: F401
    accessible,
    findable,
    interoperable,
    reliable,
    reusable,
    secure,
    valuable,
)
