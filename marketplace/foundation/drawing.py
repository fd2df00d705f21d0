"""Parts that a page has many of are drawn by Jinja, from templates/jinja2; see docs/decisions/0026."""

from functools import lru_cache
from pathlib import PurePosixPath

from django.template import engines
from django.template.defaultfilters import floatformat
from django.utils import translation
from django.utils.safestring import SafeString, mark_safe
from jinja2 import Environment, StrictUndefined

from marketplace.foundation.addresses import address


def environment(**options) -> Environment:
    """What the drawings know: addresses, icons, translations; a name that nobody gave is an error."""
    ours = {"undefined": StrictUndefined, "trim_blocks": True, "lstrip_blocks": True, "extensions": ["jinja2.ext.i18n"]}
    env = Environment(**options | ours)  # noqa: S701 — Django says autoescape=True in the options
    env.install_gettext_callables(_said, translation.ngettext, newstyle=True)  # type: ignore[attr-defined]
    # Later than this module: its tags draw, too.
    from marketplace.foundation.templatetags.look import icon  # noqa: PLC0415

    env.globals |= {"svg": icon, "url": address}
    env.filters["floatformat"] = floatformat
    return env


def draw(name: str, /, **about) -> SafeString:
    """One part as finished HTML: the macro of templates/jinja2/NAME.html that bears the file's name.

    Raises TypeError for a name that the macro does not take, jinja2.TemplateNotFound.
    """
    return mark_safe(str(_macro(name)(**about)))  # noqa: S308 — the drawings escape what they are given


def _macro(name: str):
    module = engines["jinja2"].env.get_template(f"{name}.html").module
    return getattr(module, PurePosixPath(name).name)


def _said(message: str) -> str:
    """A text in the language of now; looked up once, as a card says the same as its neighbour."""
    return _in_language(translation.get_language(), message)


@lru_cache(maxsize=4096)
def _in_language(language: str | None, message: str) -> str:
    return translation.gettext(message)
