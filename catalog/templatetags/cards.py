"""Products on cards, for templates."""

from django import template
from django.utils.safestring import SafeString

from catalog.models import DataProduct
from catalog.templatetags.matched import excerpted, marked
from marketplace.foundation.drawing import draw
from marketplace.foundation.templatetags.look import hue, tone

register = template.Library()


@register.simple_tag
def product_card(product: DataProduct, words: tuple[str, ...] | str, **shown) -> SafeString:
    """The card of a product, the words in its texts marked; `shown` as components/product_card.html says."""
    shown = {key: value for key, value in shown.items() if value != ""}
    if why := shown.get("why"):
        shown |= {"why_name": marked(why.name, words), "why_note": marked(why.note, words)}
    return draw(
        "components/product_card",
        product=product,
        hue=hue(product.domain.slug),
        state_tone=tone(product.status),
        title=marked(product.name, words),
        text=excerpted(product.description, words),
        **shown,
    )
