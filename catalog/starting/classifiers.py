"""Which columns hold particulars of people, told by their names and by what their values look like.

A classifier says what it saw as counts and shares. It never repeats a value: what it finds may be kept and shown, what
it looked at may not. Better no proposal than a silly one: a name alone is not enough where values speak against it.
"""

import ipaddress
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial

from catalog.starting.names import IDENTIFIERS, words_of
from catalog.starting.national_ids import FORMATS, NationalId, luhn
from catalog.starting.person_names import name_like, person_like

FEW = 8  # different values; fewer prove nothing without a name that says the same
EMAIL = re.compile(r"[\w.%+'-]+@(?:[A-Za-z0-9-]+\.)+[A-Za-z]{2,}")
PHONE_PLAIN = re.compile(
    r"(?:\+|00)[1-9][\d ().\-/]{6,20}|\(\d{2,5}\) ?\d[\d .\-]{4,12}|[2-9]\d{2}[-.][2-9]\d{2}[-.]\d{4}"
)
PHONE_NAMED = re.compile(r"(?:\+|00)?[\d(][\d ().\-/x]{4,22}")
DAY = re.compile(r"(?:1[89]|20)\d\d(?:-\d\d(?:-\d\d)?)?(?:[T ].*)?|\d{1,2}[./-]\d{1,2}[./-](?:1[89]|20)?\d\d")
IBAN = re.compile(r"[A-Z]{2}\d{2}[A-Z0-9]{11,30}")
CARD = re.compile(
    r"4\d{12}(?:\d{3})?|(?:5[1-5]|2[2-7])\d{14}|3[47]\d{13}|6(?:011|5\d\d)\d{12}|3(?:0[0-5]|[68]\d)\d{11}"
    r"|35\d{14}|(?:2131|1800)\d{11}|(?:50[0-9]{2}|6304|67\d{2})\d{8,15}"
)
STREET = re.compile(r"(?=.*\d)(?=.*[^\W\d_]{3}).*\s.*", re.DOTALL)
GROUPS_WORDS = (
    "white black asian african caucasian hispanic latino latina indian native hawaiian pacific arab mixed multiple "
    "catholic protestant muslim islam jewish hindu buddhist christian orthodox"
)
GROUPS = frozenset(GROUPS_WORDS.split())
PEOPLE_WORDS = (
    "subject patient customer employee user member person participant student donor passenger citizen staff worker "
    "applicant household guest cardholder voter"
)
PEOPLE = frozenset(PEOPLE_WORDS.split())


@dataclass(frozen=True)
class Kind:
    """A particular of people: one of them and several in words, how confidential it is, how to mask it."""

    one: str
    seen: str
    classification: str
    mask: str


KINDS = {
    "national-id": Kind("a national identity number", "national identity numbers", "restricted", "hash"),
    "card-number": Kind("a card number", "card numbers", "restricted", "partial"),
    "iban": Kind("an account number (IBAN)", "account numbers", "restricted", "partial"),
    "email": Kind("an e-mail address", "e-mail addresses", "confidential", "hash"),
    "ip-address": Kind("the address of a device (IP)", "addresses of devices", "confidential", "hash"),
    "phone": Kind("a phone number", "phone numbers", "confidential", "redact"),
    "birth-date": Kind("a date of birth", "dates", "restricted", "year"),
    "person-name": Kind("the name of a person", "names of people", "confidential", "redact"),
    "address": Kind("a postal address", "addresses", "confidential", "redact"),
    "special-category": Kind("a group of people (race, ethnicity, belief)", "such groups", "restricted", "redact"),
    "person-id": Kind("an identifier of a person", "", "confidential", "hash"),
}


@dataclass(frozen=True)
class Finding:
    """What a column holds. `matched` of `looked_at` different values look like it; `by_name`: its name says so too."""

    kind: str
    by_name: bool
    matched: int = 0
    looked_at: int = 0
    detail: str = ""

    @property
    def classification(self) -> str:
        """How confidential this makes the column."""
        return KINDS[self.kind].classification

    @property
    def mask(self) -> str:
        """How consumers should see it, if at all."""
        return KINDS[self.kind].mask

    @property
    def why(self) -> str:
        """The evidence in a sentence."""
        seen = self._seen()
        if not self.by_name:
            return f"{seen[:1].upper()}{seen[1:]}."
        named = f"Named like {KINDS[self.kind].one}"
        return f"{named}, and {seen}." if seen else f"{named}."

    def _seen(self) -> str:
        what = self.detail or KINDS[self.kind].seen
        if not self.matched or not what:
            return ""
        if self.matched == self.looked_at:
            return f"all {self.looked_at:,} different values look like {what}"
        percent = max(1, min(99, round(100 * self.matched / self.looked_at)))
        return f"{percent} % of {self.looked_at:,} different values look like {what}"


@dataclass(frozen=True)
class Classifier:
    """How one kind is told: by words of the name, by values; and how many of these must agree."""

    kind: str
    named: Callable[[tuple[str, ...]], bool]
    looks: Callable[[str], object]  # true or not
    enough_named: float = 0.5  # the share of values, where the name says so
    enough: float | None = 0.8  # the share of values, where it does not; None: the name must say so
    fewest: int = FEW  # different values, where the name does not say so
    detail: str = ""


def classify(name: str, logical_type: str, values: Iterable[str]) -> Finding | None:
    """What the column holds about people; None where nothing says so. `values` are some of it, as text.

    >>> classify("contact", "string", [f"{n}@example.org" for n in "abcdefghij"]).why
    'All 10 different values look like e-mail addresses.'
    """
    if logical_type in ("boolean", "array", "object"):
        return None
    different, words = _different(values, logical_type), words_of(name)
    fitting = (one for one in CLASSIFIERS if logical_type not in NUMBERS or one.kind not in TEXTS)
    return next((found for one in fitting if (found := _asked(one, words, different))), None)


NUMBERS = ("integer", "number")
TEXTS = ("email", "person-name", "address", "ip-address", "special-category", "iban")


def _different(values: Iterable[str], logical_type: str) -> list[str]:
    """Each value once, without what only the type of the column adds to it."""
    once = dict.fromkeys(value.strip() for value in values)
    if logical_type in NUMBERS:
        return [value.removesuffix(".0") for value in once]
    return [value for value in once if value]


def _asked(classifier: Classifier, words: tuple[str, ...], values: Sequence[str]) -> Finding | None:
    named = classifier.named(words)
    if not named and (classifier.enough is None or len(values) < classifier.fewest):
        return None
    matched = sum(1 for value in values if classifier.looks(value))
    enough = classifier.enough_named if named else classifier.enough or 1
    if values and matched < enough * len(values):
        return None
    return Finding(classifier.kind, named, matched, len(values), classifier.detail)


def _any_of(*wanted: str) -> Callable[[tuple[str, ...]], bool]:
    """Named by one of these: words of their own, or words written as one or in a row ("e mail", "firstname")."""
    alone = frozenset(each for each in wanted if " " not in each)
    joined = tuple(each.replace(" ", "") for each in wanted if " " in each)

    def named(words: tuple[str, ...]) -> bool:
        return not alone.isdisjoint(words) or any(each in "".join(words) for each in joined)

    return named


def _but(named: Callable[[tuple[str, ...]], bool], *never: str) -> Callable[[tuple[str, ...]], bool]:
    """The same, unless one of these words stands there too."""
    return lambda words: named(words) and frozenset(never).isdisjoint(words)


def _birth(words: tuple[str, ...]) -> bool:
    joined = "".join(words)
    born = any(each in joined for each in ("birthd", "birthday", "brthdt", "dateofbirth", "yearofbirth", "birthyear"))
    foreign = ("geburtsdatum", "geburtstag", "datedenaissance", "datenaissance", "fechadenacimiento", "fechanacimiento")
    return born or words[:1] == ("dob",) or "dob" in words or words in {("born",), ("born", "on")} or joined in foreign


def _person_id(words: tuple[str, ...]) -> bool:
    joined = "".join(words)
    known = joined in {"usubjid", "subjid", "username", "login", "userid", "patientid", "customerid", "employeeid"}
    return known or (not PEOPLE.isdisjoint(words) and not IDENTIFIERS.isdisjoint(words))


def _phone(pattern: re.Pattern[str], value: str) -> bool:
    return bool(pattern.fullmatch(value)) and 6 <= sum(each.isdigit() for each in value) <= 15


def _iban(value: str) -> bool:
    plain = value.replace(" ", "").upper()
    if not IBAN.fullmatch(plain):
        return False
    return int("".join(str(int(each, 36)) for each in plain[4:] + plain[:4])) % 97 == 1


def _card(value: str) -> bool:
    plain = re.sub(r"[ -]", "", value)
    return bool(CARD.fullmatch(plain)) and luhn(plain)


def _ip(value: str) -> bool:
    if "." not in value and value.count(":") < 2:
        return False
    try:
        ipaddress.ip_address(value.partition("/")[0])
    except ValueError:
        return False
    return True


def _special(value: str) -> bool:
    return not GROUPS.isdisjoint(re.findall(r"[a-z]+", value.lower()))


NAMED_NATIONAL = _any_of(
    "ssn", "nino", "dni", "nif", "nie", "pesel", "bsn", "cpf", "cpr", "nir", "personnummer", "hetu", "aadhaar", "ahv",
    "national id", "national insurance", "social security", "codice fiscale", "tax id", "citizen id", "identity number",
    "steuer id", "personal id", "passport no", "passport number", "id card",
)  # fmt: skip


def _national(format: NationalId) -> Classifier:
    detail = f"numbers of {format.country} ({format.name})"
    if format.strong:
        return Classifier("national-id", NAMED_NATIONAL, format.holds, 0.5, 0.9, FEW, detail)
    return Classifier("national-id", NAMED_NATIONAL, format.holds, 0.5, 0.98, 30, detail)


PHONE_NAMES = _but(
    _any_of("phone", "telephone", "tel", "mobile", "fax", "cell", "cellphone", "telefon", "telefono", "handy"),
    "id", "type", "brand", "model", "count", "plan",
)  # fmt: skip
PART_NAMES = _but(
    _any_of("surname", "first name", "last name", "given name", "family name", "fname", "lname", "maiden name",
            "vorname", "nachname", "prenom", "apellido", "full name", "middle name"),
    "file", "id", "length",
)  # fmt: skip
WHOLE_NAMES = _but(
    _any_of("name", "author", "contact", "person", "owner", "manager", "employee", "physician", "doctor", "passenger"),
    "file", "host", "domain", "table", "column", "product", "brand", "city", "airport", "company", "user", "display",
)  # fmt: skip
ADDRESSES = _but(
    _any_of("address", "addr", "street", "strasse", "adresse", "domicilio"),
    "ip", "mac", "email", "mail", "web", "url", "wallet", "bus", "memory",
)  # fmt: skip
NUMBERED = re.compile(r"(?=.*\d)[A-Z0-9 ./-]{5,24}", re.IGNORECASE)
# The surest come first: the first that fits is what the column holds.
CLASSIFIERS = (
    *map(_national, FORMATS),
    # A number of a country whose format is not known here: its name says so, and it looks like a number.
    Classifier("national-id", NAMED_NATIONAL, NUMBERED.fullmatch, 0.8, None),
    Classifier("card-number", _any_of("pan", "card number", "credit card"), _card, 0.5, 0.9, 10),
    Classifier("iban", _any_of("iban"), _iban, 0.5, 0.9),
    Classifier("email", _any_of("email", "mail", "e mail"), EMAIL.fullmatch, 0.2, 0.5),
    Classifier("ip-address", _any_of("ip", "ipv4", "ipv6", "ip address"), _ip, 0.5, 0.9),
    Classifier("phone", PHONE_NAMES, partial(_phone, PHONE_NAMED), 0.6, None),
    Classifier("phone", PHONE_NAMES, partial(_phone, PHONE_PLAIN), 0.6, 0.8),
    Classifier("birth-date", _birth, DAY.fullmatch, 0.6, None),
    Classifier("person-name", PART_NAMES, name_like, 0.6, None),
    Classifier("person-name", WHOLE_NAMES, person_like, 0.4, 0.6, 15),
    Classifier("address", ADDRESSES, STREET.fullmatch, 0.5, None),
    Classifier("special-category", _any_of("race", "ethnic", "ethnicity", "religion", "belief"), _special, 0.3, None),
    Classifier("person-id", _person_id, bool, 0.5, None),
)
