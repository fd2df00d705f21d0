"""National identity numbers: how they are built, with their check digits where they have some.

A format is `strong` when a value that is not one hardly ever passes: by its letters, its check digits or its shape.
The others (nine digits with one check digit, say) need a column that is named like it.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

SPAIN = "TRWAGMYFPDXBNJZSQVHLCKE"
FINLAND = "0123456789ABCDEFHJKLMNPRSTUVWXY"
ITALY_ODD = dict(
    zip(
        "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ",
        (1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16,
         10, 22, 25, 24, 23),
        strict=True,
    )
)  # fmt: skip
VERHOEFF = tuple(
    tuple(map(int, row))
    for row in (
        "0123456789", "1234067895", "2340178956", "3401289567", "4012395678",
        "5987604321", "6598710432", "7659821043", "8765932104", "9876543210",
    )
)  # fmt: skip
VERHOEFF_TURNS = tuple(
    tuple(map(int, row))
    for row in ("0123456789", "1576283094", "5803796142", "8916043527", "9453126870", "4286573901", "2793806415",
                "7046913258")
)  # fmt: skip


@dataclass(frozen=True)
class NationalId:
    """One format: of which country, what it is called there, and how it is told."""

    country: str
    name: str
    holds: Callable[[str], bool]
    strong: bool = True


def luhn(digits: str) -> bool:
    """Does the last digit check the others, as on credit cards?

    >>> luhn("79927398713"), luhn("79927398714")
    (True, False)
    """
    doubled = (int(each) * (2 if place % 2 else 1) for place, each in enumerate(reversed(digits)))
    return sum(each - 9 if each > 9 else each for each in doubled) % 10 == 0


def _weighted(digits: str, weights: tuple[int, ...]) -> int:
    return sum(int(each) * weight for each, weight in zip(digits, weights, strict=False))


def _is_day(year: int, month: int, day: int) -> bool:
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True


def _some_century(year: int, month: int, day: int) -> bool:
    return _is_day(1900 + year, month, day) or _is_day(2000 + year, month, day)


def _united_states(value: str) -> bool:
    found = re.fullmatch(r"(\d{3})-(\d{2})-(\d{4})", value)
    if not found:
        return False
    area, group, serial = found.groups()
    return area not in ("000", "666") and area < "900" and group != "00" and serial != "0000"


def _united_kingdom(value: str) -> bool:
    shape = r"(?!BG|GB|NK|KN|TN|NT|ZZ)[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z] ?\d{2} ?\d{2} ?\d{2} ?[A-D]"
    return bool(re.fullmatch(shape, value))


def _spain(value: str) -> bool:
    found = re.fullmatch(r"([XYZ]?)(\d{7,8})-?([A-Z])", value)
    if not found or len(found[1] + found[2]) != 8:
        return False
    number = int({"": "", "X": "0", "Y": "1", "Z": "2"}[found[1]] + found[2])
    return SPAIN[number % 23] == found[3]


def _italy(value: str) -> bool:
    if not re.fullmatch(r"[A-Z]{6}\d{2}[A-EHLMPR-T]\d{2}[A-Z]\d{3}[A-Z]", value):
        return False
    even = [int(each) if each.isdigit() else ord(each) - 65 for each in value[1:15:2]]
    total = sum(ITALY_ODD[each] for each in value[:15:2]) + sum(even)
    return chr(65 + total % 26) == value[15]


def _france(value: str) -> bool:
    plain = value.replace(" ", "")
    if not re.fullmatch(r"[1-478]\d{2}(0[1-9]|1[0-2]|[2-9]\d)(\d{2}|2[AB])\d{6}\d{2}", plain):
        return False
    number = int(plain[:13].replace("2A", "19").replace("2B", "18"))
    return 97 - number % 97 == int(plain[13:])


def _germany(value: str) -> bool:
    plain = value.replace(" ", "")
    if not re.fullmatch(r"[1-9]\d{10}", plain):
        return False
    counts = sorted((plain[:10].count(each) for each in set(plain[:10])), reverse=True)
    if counts[0] not in (2, 3) or counts[1] != 1:
        return False
    product = 10
    for each in plain[:10]:
        total = (int(each) + product) % 10 or 10
        product = total * 2 % 11
    return (11 - product) % 10 == int(plain[10])


def _netherlands(value: str) -> bool:
    return bool(re.fullmatch(r"\d{9}", value)) and int(value) > 0 and _weighted(
        value, (9, 8, 7, 6, 5, 4, 3, 2, -1)
    ) % 11 == 0  # fmt: skip


def _poland(value: str) -> bool:
    if not re.fullmatch(r"\d{11}", value):
        return False
    month = int(value[2:4])
    century = {0: 1900, 1: 2000, 2: 2100, 3: 2200, 4: 1800}.get(month // 20, 0)
    born = _is_day(century + int(value[:2]), month % 20, int(value[4:6])) if century else False
    return born and (10 - _weighted(value, (1, 3, 7, 9, 1, 3, 7, 9, 1, 3)) % 10) % 10 == int(value[10])


def _belgium(value: str) -> bool:
    plain = re.sub(r"[.\- ]", "", value)
    if not re.fullmatch(r"\d{11}", plain):
        return False
    month, day = int(plain[2:4]), int(plain[4:6])
    checks = {97 - int(each) % 97 for each in (plain[:9], "2" + plain[:9])}
    return month <= 12 and day <= 31 and int(plain[9:]) in checks


def _sweden(value: str) -> bool:
    found = re.fullmatch(r"(?:\d{2})?(\d{2})(\d{2})(\d{2})[-+](\d{4})", value)
    if not found or not _some_century(int(found[1]), int(found[2]), int(found[3])):
        return False
    return luhn("".join(found.groups()))


def _finland(value: str) -> bool:
    found = re.fullmatch(r"(\d{2})(\d{2})(\d{2})[-+A-FU-Y](\d{3})([0-9A-Y])", value)
    if not found or not _some_century(int(found[3]), int(found[2]), int(found[1])):
        return False
    return FINLAND[int("".join(found.groups()[:4])) % 31] == found[5]


def _denmark(value: str) -> bool:
    found = re.fullmatch(r"(\d{2})(\d{2})(\d{2})-\d{4}", value)
    return found is not None and _some_century(int(found[3]), int(found[2]), int(found[1]))


def _norway(value: str) -> bool:
    if not re.fullmatch(r"\d{11}", value):
        return False
    first = -_weighted(value, (3, 7, 6, 1, 8, 9, 4, 5, 2)) % 11
    second = -_weighted(value, (5, 4, 3, 2, 7, 6, 5, 4, 3, 2)) % 11
    day = int(value[:2]) % 40
    return (str(first), str(second)) == (value[9], value[10]) and 1 <= day <= 31 and 1 <= int(value[2:4]) % 40 <= 12


def _switzerland(value: str) -> bool:
    plain = value.replace(".", "")
    return bool(re.fullmatch(r"756\d{10}", plain)) and _weighted(plain, (1, 3) * 6 + (1,)) % 10 == 0


def _brazil(value: str) -> bool:
    plain = re.sub(r"[.\-]", "", value)
    if not re.fullmatch(r"\d{11}", plain) or len(set(plain)) == 1:
        return False
    checks = [_weighted(plain[: 9 + n], tuple(range(10 + n, 1, -1))) * 10 % 11 % 10 for n in (0, 1)]
    return checks == [int(plain[9]), int(plain[10])]


def _canada(value: str) -> bool:
    plain = re.sub(r"[ -]", "", value)
    return bool(re.fullmatch(r"[1-79]\d{8}", plain)) and luhn(plain)


def _india(value: str) -> bool:
    plain = value.replace(" ", "")
    if not re.fullmatch(r"[2-9]\d{11}", plain):
        return False
    check = 0
    for place, each in enumerate(reversed(plain)):
        check = VERHOEFF[check][VERHOEFF_TURNS[place % 8][int(each)]]
    return check == 0


def _china(value: str) -> bool:
    if not re.fullmatch(r"[1-9]\d{16}[0-9X]", value):
        return False
    born = _is_day(int(value[6:10]), int(value[10:12]), int(value[12:14]))
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    return born and "10X98765432"[_weighted(value, weights) % 11] == value[17]


FORMATS = (
    NationalId("the United States", "social security number", _united_states),
    NationalId("the United Kingdom", "national insurance number", _united_kingdom),
    NationalId("Spain", "DNI or NIE", _spain),
    NationalId("Italy", "codice fiscale", _italy),
    NationalId("France", "NIR", _france),
    NationalId("Germany", "Steuer-ID", _germany),
    NationalId("Poland", "PESEL", _poland),
    NationalId("Belgium", "Rijksregisternummer", _belgium),
    NationalId("Sweden", "personnummer", _sweden),
    NationalId("Finland", "henkilötunnus", _finland),
    NationalId("Norway", "fødselsnummer", _norway),
    NationalId("Switzerland", "AHV number", _switzerland),
    NationalId("Brazil", "CPF", _brazil),
    NationalId("China", "resident identity number", _china),
    NationalId("India", "Aadhaar", _india, strong=False),
    NationalId("the Netherlands", "BSN", _netherlands, strong=False),
    NationalId("Denmark", "CPR number", _denmark, strong=False),
    NationalId("Canada", "social insurance number", _canada, strong=False),
)
