"""Licences by the names that tools know: identifiers of SPDX."""

import re

from catalog.fitness.facts import Facts
from catalog.fitness.registry import Scope, fitness_function
from catalog.fitness.results import Result, passed, warned

# The licences of the SPDX list (https://spdx.org/licenses/) under which data and code are usually given.
SPDX = frozenset(
    """
    0BSD AGPL-3.0-only AGPL-3.0-or-later Apache-2.0 BSD-2-Clause BSD-3-Clause C-UDA-1.0 CC-BY-1.0 CC-BY-2.0 CC-BY-2.5
    CC-BY-3.0 CC-BY-4.0 CC-BY-NC-2.0 CC-BY-NC-3.0 CC-BY-NC-4.0 CC-BY-NC-ND-4.0 CC-BY-NC-SA-3.0 CC-BY-NC-SA-4.0
    CC-BY-ND-4.0 CC-BY-SA-2.0 CC-BY-SA-3.0 CC-BY-SA-4.0 CC-PDDC CC0-1.0 CDLA-Permissive-1.0 CDLA-Permissive-2.0
    CDLA-Sharing-1.0 DL-DE-BY-2.0 DL-DE-ZERO-2.0 EPL-2.0 EUPL-1.1 EUPL-1.2 GFDL-1.3-only GFDL-1.3-or-later
    GPL-2.0-only GPL-2.0-or-later GPL-3.0-only GPL-3.0-or-later ISC LGPL-2.1-only LGPL-2.1-or-later LGPL-3.0-only
    LGPL-3.0-or-later MIT MPL-2.0 NLOD-1.0 NLOD-2.0 O-UDA-1.0 ODbL-1.0 ODC-By-1.0 OGL-Canada-2.0 OGL-UK-1.0
    OGL-UK-2.0 OGL-UK-3.0 PDDL-1.0 PSF-2.0 Python-2.0 Unlicense WTFPL Zlib etalab-2.0
    """.lower().split()
)
_OWN = re.compile(r"licenseref-[a-z0-9.-]+", re.IGNORECASE)
_JOINED = re.compile(r"\s+(?:and|or|with)\s+|[()]", re.IGNORECASE)


@fitness_function(
    "reusable.licence-known",
    attribute="Reusable",
    title="Tools know the licence",
    scope=Scope("products with a licence", lambda facts: bool(facts.licence.strip())),
)
def licence_known(facts: Facts) -> Result:
    """Is the licence named as SPDX names it, so that a machine can tell what it allows?"""
    said = facts.licence.strip()
    if is_spdx(said):
        return passed(f"{said} is an identifier of SPDX.", licence=said)
    if said.lower().startswith(("https://", "http://")):
        return passed("The licence is given by its address.", licence=said)
    remedy = "Name it as spdx.org/licenses does, such as CC-BY-4.0; terms of your own as LicenseRef-your-name."
    return warned(f"“{said[:80]}” is no identifier of SPDX.", remedy=remedy, licence=said)


def is_spdx(text: str) -> bool:
    """Is it one identifier of SPDX, an own one (LicenseRef-…), or several joined by AND, OR or WITH?

    >>> is_spdx("CC0-1.0"), is_spdx("MIT OR Apache-2.0"), is_spdx("LicenseRef-internal"), is_spdx("ours")
    (True, True, True, False)
    """
    parts = [part.strip().removesuffix("+") for part in _JOINED.split(text) if part.strip()]
    return bool(parts) and all(part.lower() in SPDX or _OWN.fullmatch(part) for part in parts)
