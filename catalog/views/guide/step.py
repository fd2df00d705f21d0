"""What a step of the guide is: forms over documents, things to do with them, and what its page shows besides."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from catalog.guide.placing import placed
from catalog.guide.work import Work
from catalog.spec.trees import Tree, text
from catalog.views.guide.desk import At, Desk
from catalog.views.guide.forms import TreeForm
from marketplace.foundation.errors import DomainError

Forms = dict[str, TreeForm | list[TreeForm]]


class NotThere(DomainError):
    """A button of the guide is about a row that is not there any more."""

    code = "guide-item-gone"
    status = 409
    message = _("What this button is about is not there any more; look again.")


@dataclass(frozen=True)
class Done:
    """What a button did: in words, where to go on, and which field is looked at next."""

    message: str = ""
    at: At | None = None
    focus: str = ""


class GuideStep:
    """One step. `forms` are made of the documents on the bench; writing changes those documents."""

    name = ""
    template = ""
    has_form = True

    def forms(self, work: Work, at: At, data=None, *, desk: Desk) -> Forms:
        """The forms of the step, by name; a list of them where there are rows."""
        raise NotImplementedError

    def write(self, work: Work, at: At, forms: Forms) -> At | None:
        """Let what was entered stand in the documents; answers where to go on, if not here."""
        for form in every(forms):
            form.apply()
        return None

    def act(self, work: Work, at: At, do: str, data, *, desk: Desk) -> Done:
        """Do what a button stands for: `add:…`, `remove:…`, `up:…` and the like. Raises NotThere."""
        raise NotThere()

    def context(self, desk: Desk, work: Work, at: At, forms: Forms) -> dict:
        """What the page shows besides its forms."""
        return {}


class PortStep(GuideStep):
    """A step about one output port at a time."""

    def at_port(self, work: Work, at: At) -> tuple[At, int, Tree | None]:
        """The port that it is about: the one asked for, else the first; with its place among the ports."""
        ports = work.ports()
        found = work.port(at.port) if at.port else None
        place, port = found or (ports[0] if ports else (-1, None))
        return replace(at, port=text(port, "name") if port else ""), place, port


def every(forms: Forms) -> Iterator[TreeForm]:
    """All forms of a step."""
    for form in forms.values():
        yield from form if isinstance(form, list) else [form]


def tell(desk: Desk, at: At, forms: Forms):
    """Show each violation at its field; answers what is said above all fields."""
    places: dict[tuple[int, str], str] = {}
    for form in every(forms):
        places |= form.places()
    found = placed(desk.violations, at.step, desk.kinds, places)
    for form in every(forms):
        form.said = found.at
    return found.above


def item_of(do: str) -> int:
    """The number of the row that a button is about. Raises NotThere."""
    number = do.rpartition(":")[2]
    if not (number.isascii() and number.isdigit() and len(number) < 6):
        raise NotThere()
    return int(number)


def ask(done: bool) -> None:
    """Go on only where it could be done. Raises NotThere."""
    if not done:
        raise NotThere()
