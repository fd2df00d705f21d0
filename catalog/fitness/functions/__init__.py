"""The fitness functions of the catalog, one file per attribute or subject. Importing them registers them."""

from catalog.fitness.functions import (  # noqa: F401
    accessible,
    data_vault,
    findable,
    identified,
    interoperable,
    licences,
    measured,
    reliable,
    reusable,
    secure,
    valuable,
)
