"""What somebody answers: judged against the questions, and kept in one way whichever door it came through."""

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any
from urllib.parse import urlsplit

from catalog.governance.checkpoints.questions import Fault, Question, clean

LONGEST_TEXT, LONGEST_LONG_TEXT, LONGEST_LINK = 500, 10_000, 2_000
_NUMBER = re.compile(r"[+-]?[0-9]{1,15}([.,][0-9]{1,6})?")
_YES, _NO = frozenset({"yes", "true"}), frozenset({"no", "false"})


class _Wrong(Exception):
    """An answer that is none to this question, and why."""


def judge(questions: Iterable[Question], given: Mapping[str, Any]) -> tuple[dict[str, Any], list[Fault]]:
    """The answers as they are kept, and what is wrong, by the id of the question. What was left out is not among them.

    >>> judge([Question("harm", "Who?", required=True)], {"harm": " Nobody. "})
    ({'harm': 'Nobody.'}, [])
    >>> judge([Question("proof", "Where?", "link")], {"proof": "javascript:alert(1)"})[1][0].sentence
    'An address begins with https:// or http://.'
    """
    answers: dict[str, Any] = {}
    faults: list[Fault] = []
    asked = list(questions)
    for question in asked:
        said = given.get(question.id)
        if _is_nothing(said):
            if question.required:
                faults.append(Fault(question.id, "This needs an answer."))
            continue
        try:
            answers[question.id] = _READ[question.kind](question, said)
        except _Wrong as wrong:
            faults.append(Fault(question.id, str(wrong)))
    known = {question.id for question in asked}
    faults += [Fault(str(id)[:40], "The form does not ask this.") for id in given if id not in known]
    return answers, faults


def keep(questions: Iterable[Question], given: Mapping[str, Any]) -> dict[str, Any]:
    """The same while somebody is still filling in: what is not yet an answer stays as it was typed, within bounds."""
    kept: dict[str, Any] = {}
    for question in questions:
        said = given.get(question.id)
        if _is_nothing(said):
            continue
        try:
            kept[question.id] = _READ[question.kind](question, said)
        except _Wrong:
            if isinstance(said, str):
                kept[question.id] = clean(said)[:LONGEST_LONG_TEXT]
    return kept


def with_questions(questions: Iterable[Question], answers: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The answers each beside its question, so that they can be read when the form is long gone."""
    return [
        {"id": question.id, "label": question.label, "kind": question.kind, "answer": answers.get(question.id)}
        for question in questions
    ]


def answers_in(kept: Any) -> dict[str, Any]:
    """The answers by the id of their question, out of what was kept."""
    rows = kept if isinstance(kept, list) else []
    return {row["id"]: row["answer"] for row in rows if row.get("answer") is not None}


def _is_nothing(said: Any) -> bool:
    return said is None or (isinstance(said, str) and not clean(said)) or (isinstance(said, list) and not said)


def _read_text(question: Question, said: Any) -> str:
    text = _said(said)
    if "\n" in text:
        raise _Wrong("Answer in one line.")
    return _at_most(text, LONGEST_TEXT)


def _read_long_text(question: Question, said: Any) -> str:
    return _at_most(_said(said), LONGEST_LONG_TEXT)


def _read_choice(question: Question, said: Any) -> str:
    text = _said(said)
    if text not in question.choices:
        raise _Wrong("Choose one of those offered.")
    return text


def _read_several(question: Question, said: Any) -> list[str]:
    chosen = said if isinstance(said, list) else [said]
    texts = {_said(one) for one in chosen}
    if not texts <= set(question.choices):
        raise _Wrong("Choose among those offered.")
    return [one for one in question.choices if one in texts]


def _read_yes_no(question: Question, said: Any) -> bool:
    if isinstance(said, bool):
        return said
    word = said.strip().lower() if isinstance(said, str) else ""
    if word not in _YES | _NO:
        raise _Wrong("Answer yes or no.")
    return word in _YES


def _read_link(question: Question, said: Any) -> str:
    text = _said(said)
    if not re.match(r"https?://", text, re.IGNORECASE):
        raise _Wrong("An address begins with https:// or http://.")
    try:
        parts = urlsplit(text)
        host, strange = parts.hostname, parts.username is not None or parts.password is not None
        _port = parts.port  # reading it finds out whether it is one
    except ValueError:
        raise _Wrong("This is not an address.") from None
    if not host or re.search(r"\s|[\\<>\"]", text):
        raise _Wrong("This is not an address.")
    if strange:
        raise _Wrong("Leave the name and the password out of the address.")
    return _at_most(text, LONGEST_LINK)


def _read_number(question: Question, said: Any) -> int | float:
    if isinstance(said, int | float) and not isinstance(said, bool):
        if not abs(said) < 10**15:  # also what is no number at all
            raise _Wrong("This number is too large.")
        return said
    text = _said(said).replace("\u2212", "-")
    if not _NUMBER.fullmatch(text):
        raise _Wrong("Answer with a number.")
    text = text.replace(",", ".")
    return float(text) if "." in text else int(text)


def _read_date(question: Question, said: Any) -> str:
    text = _said(said)
    try:
        if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
            raise ValueError
        return date.fromisoformat(text).isoformat()
    except ValueError:
        raise _Wrong("A day is written as 2025-12-31.") from None


def _said(said: Any) -> str:
    if not isinstance(said, str):
        raise _Wrong("The answer is a text.")
    return clean(said)


def _at_most(text: str, longest: int) -> str:
    if len(text) > longest:
        raise _Wrong(f"Answer in at most {longest:,} characters.")
    return text


_READ: dict[str, Callable[[Question, Any], Any]] = {
    "text": _read_text,
    "long-text": _read_long_text,
    "choice": _read_choice,
    "several": _read_several,
    "yes-no": _read_yes_no,
    "link": _read_link,
    "number": _read_number,
    "date": _read_date,
}
