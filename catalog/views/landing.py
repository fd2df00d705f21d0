"""What machines find on the page of a product: schema.org in it, and links that lead on."""

from dataclasses import dataclass
from functools import cached_property

from django.http import HttpResponse
from django.utils.safestring import SafeString, mark_safe

from catalog.exchange.describing import MOST_COLUMNS as ALL_COLUMNS
from catalog.exchange.describing import Parts, describe
from catalog.exchange.description import Described
from catalog.exchange.schema_org import dataset
from catalog.exchange.signposts import LINKED_DATA, Signpost, header, signposts
from catalog.models import DataProduct
from marketplace.foundation.addresses import public_base
from marketplace.foundation.renderers import as_json

MOST_COLUMNS = 40  # in the page; the description that it links to has all
# Inside <script> nothing may look like its end, or like the beginning of a comment.
_ESCAPES = {ord(sign): f"\\u{ord(sign):04x}" for sign in "<>&\u2028\u2029"}


@dataclass(frozen=True)
class Landing:
    """The page of a product for those who do not read it with their eyes."""

    told: Described
    wanted: bool  # asks somebody for the description instead of the page?

    @cached_property
    def links(self) -> list[Signpost]:
        """The typed links around the page."""
        return signposts(self.told)

    @property
    def json_ld(self) -> SafeString:
        """The Dataset as it stands in the page."""
        return mark_safe(as_json(dataset(self.told)).translate(_ESCAPES))  # noqa: S308

    def for_machines(self) -> HttpResponse:
        """The whole description."""
        return self.signposted(HttpResponse(as_json(dataset(self.told)), content_type=LINKED_DATA))

    def signposted(self, answer: HttpResponse) -> HttpResponse:
        """The answer with the links in its header."""
        answer.headers["Link"] = header(self.links)
        return answer


def landing_of(request, product: DataProduct, parts: Parts) -> Landing:
    """What there is to be told of a product whose parts are at hand; no query."""
    wanted = request.get_preferred_type(["text/html", LINKED_DATA]) == LINKED_DATA
    most = ALL_COLUMNS if wanted else MOST_COLUMNS
    return Landing(describe(product, parts, public_base(request), most), wanted)
