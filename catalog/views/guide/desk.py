"""What a person has before them in the guide: the product, its documents as saved, and what is wrong with them."""

import base64
import binascii
import zlib
from dataclasses import dataclass
from functools import cached_property

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from catalog.guide.steps import Step, kinds_of, standings
from catalog.guide.work import Work
from catalog.models import DataProduct, Draft, ProductVersion
from catalog.publishing.checking import Checked, check_bundle
from catalog.publishing.policies import may_configure
from catalog.publishing.reading import read_product
from catalog.spec import Bundle, Limits, Violation, read_bundle
from marketplace.foundation.policies import Answer, no


@dataclass
class Desk:
    """One state of a product's documents: the draft, or what is published where there is no draft."""

    user: object
    product: DataProduct
    draft: Draft | None
    published: ProductVersion | None
    raw: bytes

    @property
    def revision(self) -> int:
        """The revision of the draft; 0 where there is none."""
        return self.draft.revision if self.draft else 0

    @cached_property
    def checked(self) -> Checked:
        """The documents, judged."""
        return check_bundle(self.raw) if self.raw.strip() else Checked(None, [])

    @cached_property
    def bundle(self) -> Bundle | None:
        """The documents, where they can be read as a product; saving needs no judgement of them."""
        return read_product(self.raw)

    @cached_property
    def kinds(self):
        """The kind of each document."""
        return kinds_of(self.bundle) if self.bundle else {}

    @cached_property
    def standings(self):
        """How each step stands."""
        return standings(self.checked.spec, self.violations, self.kinds)

    @property
    def violations(self) -> list[Violation]:
        """Everything that is said against them."""
        return self.checked.violations

    @cached_property
    def may(self) -> Answer:
        """May this person change them?"""
        if self.product.status == DataProduct.Status.RETIRED:
            return no(_("the product is retired"))
        return may_configure(self.user, self.product)

    def work(self) -> Work:
        """The documents on the bench."""
        return Work(self.bundle)


@dataclass(frozen=True)
class At:
    """Where in the guide somebody is: the step, the output port it is about, and the page of a long list."""

    step: Step
    port: str = ""
    page: int = 1
    find: str = ""


def open_desk(user, product: DataProduct) -> Desk:
    """The desk of a product, two queries: the draft, or else the published version."""
    draft = Draft.objects.filter(product=product).select_related("changed_by").first()
    versions = ProductVersion.objects.published().filter(product=product).defer("changes")
    published = (versions.defer("bundle", "changes") if draft else versions).first()
    raw = bytes(draft.bundle) if draft else bytes(published.bundle) if published else b""
    return Desk(user, product, draft, published, raw)


def packed(raw: bytes) -> str:
    """The documents that a form was made from, to travel with it."""
    return base64.b64encode(zlib.compress(raw, 6)).decode("ascii")


def unpacked(text: str) -> Bundle | None:
    """The documents that came back with a form; None where they are none, or too large."""
    most = settings.BUNDLE_LONGEST_BYTES
    try:
        raw = zlib.decompressobj().decompress(base64.b64decode(text.encode("ascii"), validate=True), most)
    except (binascii.Error, zlib.error, ValueError):
        return None
    bundle, _violations = read_bundle(raw, limits=Limits(size=most))
    return bundle if bundle is not None and bundle.product is not None else None
