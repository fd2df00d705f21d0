"""First step: what the product is, whose, and for whom."""

from django.utils.translation import gettext as _

from catalog.guide.describing import (
    SUPPORT_FIELDS,
    add_channel,
    channels,
    may_be_raised,
    newest,
    product_fields,
    take_from,
)
from catalog.guide.work import Work
from catalog.spec.trees import text
from catalog.views.guide.describe_forms import ProductForm, SupportForm
from catalog.views.guide.desk import At, Desk
from catalog.views.guide.step import Done, Forms, GuideStep, ask, item_of


class Describe(GuideStep):
    """The product document, but for its ports."""

    name = "describe"
    template = "catalog/studio/guide/describe.html"

    def forms(self, work: Work, at: At, data=None, *, desk: Desk) -> Forms:
        """The product, and its support channels."""
        sheet, readonly = work.product, not desk.may
        common = {"document": sheet.index, "readonly": readonly}
        return {
            "product": ProductForm(
                data, fields=product_fields(sheet.tree), tree=sheet.tree, prefix="product", **common
            ),
            "channels": [
                SupportForm(
                    data,
                    fields=SUPPORT_FIELDS,
                    tree=channel,
                    path=path,
                    prefix=f"channel-{path[-1]}",
                    title=text(channel, "channel"),
                    **common,
                )
                for path, channel in channels(sheet.tree)
            ],
        }

    def act(self, work: Work, at: At, do: str, data, *, desk: Desk) -> Done:
        """Add or remove a channel; declare the newest version of the standard."""
        product = work.product.tree
        if do == "add:channel":
            add_channel(product)
            return Done(focus=f"id_channel-{len(channels(product)) - 1}-channel")
        if do.startswith("remove:channel:"):
            ask(take_from(product, "support", item_of(do)))
            return Done(_("The channel is removed."))
        ask(do == "raise" and may_be_raised("odps", product))
        product["apiVersion"] = newest("odps")
        return Done(_("The document declares the newest version of its standard."))

    def context(self, desk: Desk, work: Work, at: At, forms: Forms) -> dict:
        """Whether the document declares an older version of its standard."""
        product = work.product.tree
        return {
            "older": text(product, "apiVersion") if may_be_raised("odps", product) else "",
            "newest": newest("odps"),
        }
