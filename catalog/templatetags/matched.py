"""Words that were sought, marked in texts, for templates."""

from django import template
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString

from catalog.search.matched import excerpt, pieces

LONGEST_EXCERPT = 150

register = template.Library()


@register.simple_tag
def marked(text: str, words: tuple[str, ...] | str) -> SafeString:
    """A text with the words in <mark>; everything of it is escaped.

    >>> marked("a <b> event", ("event",))
    'a &lt;b&gt; <mark>event</mark>'
    """
    if not words:
        return conditional_escape(str(text))
    told = pieces(str(text), tuple(words))
    return format_html_join(
        "", "{}", ((format_html("<mark>{}</mark>", piece) if hit else piece,) for piece, hit in told)
    )


@register.simple_tag
def excerpted(text: str, words: tuple[str, ...] | str) -> SafeString:
    """The part of a text that has the words, marked; or its beginning."""
    return marked(excerpt(" ".join(text.split()), tuple(words or ()), LONGEST_EXCERPT), words)
