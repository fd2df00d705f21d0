"""What stands around every part of a product's page in the Studio."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from catalog.models import DataProduct, Draft, ProductVersion

# The parts, in order: the name of the address, which takes the slug; the label; the icon.
PARTS = [
    ("catalog:guide", _("Guide"), "compass"),
    ("catalog:draft", _("Documents"), "file-text"),
    ("catalog:product-try", _("Try"), "test-pipe"),
    ("catalog:product-fixes", _("Fitness"), "gauge"),
    ("catalog:product-compare", _("Changes"), "arrows-diff"),
    ("catalog:product-transitions", _("Old versions"), "arrows-exchange"),
    ("catalog:product-checkpoints", _("Checkpoints"), "signature"),
    ("catalog:product-runs", _("Runs"), "player-play"),
    ("catalog:product-life", _("Life"), "heartbeat"),
]


def studio_frame(product: DataProduct, part: str) -> dict:
    """The context that every part shares: `product`, `draft`, `published`, `tabs`; two queries.

    The documents themselves are not loaded.
    """
    draft = Draft.objects.filter(product=product).defer("bundle").select_related("changed_by").first()
    published = ProductVersion.objects.published().filter(product=product).defer("bundle").first()
    return {"product": product, "draft": draft, "published": published, "tabs": studio_tabs(product, part)}


def studio_tabs(product: DataProduct, part: str) -> list[dict]:
    """The parts as components/tabs.html shows them."""
    return [
        {"label": label, "url": reverse(name, args=[product.slug]), "icon": icon, "active": name == part}
        for name, label, icon in PARTS
    ]
