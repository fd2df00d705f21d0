"""Words that were sought, marked in texts, for templates."""

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from catalog.search.matched import excerpt, pieces

register = template.Library()


@register.filter
def marked(text: str, words: tuple[str, ...] | None) -> SafeString:
    """A text with the words in <mark>; everything of it is escaped.

    >>> marked("a <b> event", ("event",))
    'a &lt;b&gt; <mark>event</mark>'
    """
    return format_html_join(
        "",
        "{}",
        ((format_html("<mark>{}</mark>", piece) if hit else piece,) for piece, hit in pieces(text, words or ())),
    )


@register.filter
def excerpted(text: str, words: tuple[str, ...] | None) -> str:
    """The part of a text that has the words, or its beginning."""
    return excerpt(" ".join(text.split()), words or (), 150)
