"""What a checkpoint asks: a form as somebody wrote it, judged; typed questions out of it."""

import re
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any

from catalog.governance.checkpoints.covering import PARTS
from catalog.spec import slugify

KINDS = ("text", "long-text", "choice", "several", "yes-no", "link", "number", "date")
CHOOSING = ("choice", "several")
SIGNERS = ("platform", "governance")
MOST_QUESTIONS, MOST_CHOICES = 40, 20
LONGEST = {"title": 200, "description": 2000, "label": 300, "help": 500, "choice": 120}
_ID = re.compile(r"[a-z][a-z0-9-]{0,39}")
# What no database, or no page, can show; line ends and tabs are fine.
_ODD = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True)
class Question:
    """One question; `choices` only where one chooses."""

    id: str
    label: str
    kind: str = "text"
    help: str = ""
    choices: tuple[str, ...] = ()
    required: bool = False

    def as_kept(self) -> dict[str, Any]:
        """The question as a form keeps it."""
        return asdict(self) | {"choices": list(self.choices)}


@dataclass(frozen=True)
class FormSpec:
    """What is asked, who signs, and which parts of a product the answers rest on."""

    title: str
    description: str
    signer: str
    covers: tuple[str, ...]
    questions: tuple[Question, ...]


@dataclass(frozen=True)
class Fault:
    """Something that is wrong: where (`title`, `questions/2/choices`, or the id of a question), and a sentence."""

    place: str
    sentence: str


def read_form(tree: Any) -> tuple[FormSpec | None, list[Fault]]:
    """A form out of what stands in a file or came from a page; None with the faults where it is not one."""
    if not isinstance(tree, dict):
        return None, [Fault("", "A form is a map with a title, a signer, and questions.")]
    faults = [
        Fault(key, f"A form has no “{key}”.")
        for key in map(str, tree)
        if key not in ("kind", "title", "description", "signer", "covers", "questions")
    ]
    title = _text(tree.get("title"), "title", faults, required=True)
    description = _text(tree.get("description"), "description", faults)
    signer = tree.get("signer")
    if signer not in SIGNERS:
        faults.append(Fault("signer", f"A form is signed by one of {_one_of(SIGNERS)}."))
    covers = tree.get("covers") or []
    if not isinstance(covers, list) or not all(part in PARTS for part in covers):
        faults.append(Fault("covers", f"A form rests on some of {_one_of(PARTS)}."))
        covers = []
    questions, wrong = read_questions(tree.get("questions"))
    faults += wrong
    if faults:
        return None, faults
    kept = tuple(part for part in PARTS if part in covers)
    return FormSpec(title, description, str(signer), kept, tuple(questions)), []


def read_questions(items: Any) -> tuple[list[Question], list[Fault]]:
    """The questions of a list, and what is wrong with the others. A question without an id gets one of its words."""
    if not isinstance(items, list) or not items:
        return [], [Fault("questions", "A form asks at least one question.")]
    if len(items) > MOST_QUESTIONS:
        return [], [Fault("questions", f"A form asks at most {MOST_QUESTIONS} questions.")]
    faults: list[Fault] = []
    questions: list[Question] = []
    taken = {str(item["id"]) for item in items if isinstance(item, dict) and item.get("id")}
    for place, item in enumerate(items):
        found = _question(item, f"questions/{place}", taken, faults)
        if found and any(found.id == other.id for other in questions):
            faults.append(Fault(f"questions/{place}/id", f"There are two questions “{found.id}”."))
        elif found:
            questions.append(found)
    return questions, faults


def kept_questions(items: Any) -> tuple[Question, ...]:
    """The questions of a form that was judged when it was kept."""
    return tuple(read_questions(items)[0])


def clean(said: str) -> str:
    """A text as every database keeps it: line ends as files have them, odd characters left out.

    >>> clean("  a\\r\\nb\\x00 ")
    'a\\nb'
    """
    return _ODD.sub("", said.replace("\r\n", "\n")).strip()


def _question(item: Any, place: str, taken: set[str], faults: list[Fault]) -> Question | None:
    if not isinstance(item, dict):
        faults.append(Fault(place, "A question is a map with a label and a kind."))
        return None
    wrong: list[Fault] = [
        Fault(f"{place}/{key}", f"A question has no “{key}”.")
        for key in map(str, item)
        if key not in ("id", "label", "help", "kind", "choices", "required")
    ]
    label = _text(item.get("label"), f"{place}/label", wrong, required=True)
    told = _text(item.get("help"), f"{place}/help", wrong)
    kind = item.get("kind", "text")
    if kind not in KINDS:
        wrong.append(Fault(f"{place}/kind", f"A question is one of {_one_of(KINDS)}."))
    required = item.get("required", False)
    if not isinstance(required, bool):
        wrong.append(Fault(f"{place}/required", "Whether an answer is required is true or false."))
    choices = tuple(_choices(item.get("choices"), kind, f"{place}/choices", wrong))
    id = item.get("id") or _free(slugify(label), taken)
    if not isinstance(id, str) or not _ID.fullmatch(id):
        wrong.append(Fault(f"{place}/id", "An id has lower-case letters, digits and hyphens, at most 40."))
    faults += wrong
    return None if wrong else Question(id, label, kind, told, choices, required)


def _choices(said: Any, kind: Any, place: str, faults: list[Fault]) -> Iterator[str]:
    choices = said or []
    if kind not in CHOOSING:
        if choices:
            faults.append(Fault(place, "Only a question of kind choice or several has choices."))
        return
    if not isinstance(choices, list) or not all(isinstance(one, str) and one.strip() for one in choices):
        faults.append(Fault(place, "Choices are a list of texts."))
        return
    cleaned = [clean(one) for one in choices]
    if not 2 <= len(cleaned) <= MOST_CHOICES:
        faults.append(Fault(place, f"One chooses among 2 to {MOST_CHOICES}."))
    elif len(set(cleaned)) < len(cleaned):
        faults.append(Fault(place, "A choice is there twice."))
    elif any(not one or "\n" in one or len(one) > LONGEST["choice"] for one in cleaned):
        faults.append(Fault(place, f"A choice is one line of at most {LONGEST['choice']} characters."))
    else:
        yield from cleaned


def _text(said: Any, place: str, faults: list[Fault], *, required: bool = False) -> str:
    name = place.rpartition("/")[2]
    if said is None or said == "":
        if required:
            faults.append(Fault(place, f"The {name} is missing."))
        return ""
    if not isinstance(said, str):
        faults.append(Fault(place, f"The {name} is a text."))
        return ""
    text = clean(said)
    if len(text) > LONGEST[name]:
        faults.append(Fault(place, f"The {name} has at most {LONGEST[name]:,} characters."))
    elif required and not text:
        faults.append(Fault(place, f"The {name} is missing."))
    return text


def _free(wish: str, taken: set[str]) -> str:
    """An id that no other question has."""
    base = re.sub(r"^[^a-z]+", "", wish)[:32].strip("-") or "question"
    free = next(name for name in (base, *(f"{base}-{n}" for n in range(2, 100))) if name not in taken)
    taken.add(free)
    return free


def _one_of(words: tuple[str, ...]) -> str:
    return f"{', '.join(words[:-1])} and {words[-1]}"
