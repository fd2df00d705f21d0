"""Does a column look as if it told something about a person? By its name and tags alone; pure."""

import re
from collections.abc import Iterable
from functools import lru_cache

# Words that stand for something about a person, each alone or as one word of a name.
_WORDS = frozenset({
    "email", "mail", "phone", "telephone", "mobile", "fax", "ssn", "passport", "iban", "surname", "forename",
    "firstname", "lastname", "fullname", "maidenname", "birthday", "birthdate", "birth", "dob", "dateofbirth",
    "birthplace", "gender", "sex", "race", "ethnic", "ethnicity", "nationality", "religion", "disability", "address",
    "street", "postcode", "zipcode", "salary", "username", "patient", "subject", "person", "employee", "customer",
    "citizen", "participant", "usubjid", "subjid", "subjectid", "patientid", "personid", "employeeid", "customerid",
    "nationalid", "taxid",
})  # fmt: skip
# Pairs of neighbouring words, such as `first_name` and `date_of_birth`.
_PAIRS = frozenset({
    "first_name", "last_name", "full_name", "given_name", "family_name", "maiden_name", "middle_name", "birth_date",
    "zip_code", "post_code", "ip_address", "national_id", "tax_id", "social_security", "driving_licence",
    "credit_card", "marital_status",
})  # fmt: skip
_TAGS = frozenset({"pii", "personal", "personal-data", "phi", "gdpr"})
# Words after which a name is about figures of many, not about one: `patient_count` says nothing about a patient.
_FIGURES = frozenset({"count", "counts", "number", "share", "percent", "rate", "total", "sum", "mean"})
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_LONGEST_NAME = 200


def looks_personal(name: str, tags: Iterable[str] = ()) -> bool:
    """Do the name or the tags of a column suggest data about a person?

    >>> [looks_personal(name) for name in ("customerEmail", "date_of_birth", "patient_count", "arrival_delay")]
    [True, True, False, False]
    """
    return _sounds_personal(name[:_LONGEST_NAME]) or not _TAGS.isdisjoint(tag.strip().casefold() for tag in tags)


@lru_cache(maxsize=20_000)
def _sounds_personal(name: str) -> bool:
    """By the name alone; the columns of a mesh share most of their names."""
    words = [word for word in re.split(r"[^a-z0-9]+", _CAMEL.sub("_", name).casefold()) if word]
    if not words or words[-1] in _FIGURES:
        return False
    pairs = {f"{first}_{second}" for first, second in zip(words, words[1:], strict=False)}
    return not (_WORDS.isdisjoint(words) and _PAIRS.isdisjoint(pairs))
