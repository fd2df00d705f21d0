"""What the Studio's first page shows."""

from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.db.models import OuterRef, Subquery

from catalog.models import DataProduct, Draft, ProductVersion, PublishingRun
from catalog.views.cards import scored

PAGE = 50


def studio_page(user, params) -> dict:
    """The products of one's teams, each with its draft, its last run and its score; a fixed number of queries.

    Stewards and the platform team may look at everybody's.
    """
    everybodys = user.sees_everything and params.get("whose") == "all"
    products = DataProduct.objects.all() if everybodys else DataProduct.objects.owned_by(user)
    last_run = PublishingRun.objects.filter(product=OuterRef("pk")).order_by("-pk").values("pk")[:1]
    listed = scored(products).annotate(last_run_id=Subquery(last_run)).order_by("name", "pk")
    page = Paginator(listed, PAGE).get_page(params.get("page"))
    rows = list(page)
    runs = PublishingRun.objects.select_related("version").in_bulk([row.last_run_id for row in rows if row.last_run_id])
    drafts = {
        draft.product_id: draft
        for draft in Draft.objects.filter(product__in=rows).defer("bundle").select_related("changed_by")
    }
    versions = ProductVersion.objects.published().filter(product__in=rows).defer("bundle")
    published = {version.product_id: version for version in versions}
    keep = {"whose": "all"} if everybodys else {}
    return {
        "rows": [_row(row, drafts.get(row.pk), published.get(row.pk), runs.get(row.last_run_id)) for row in rows],
        "page": page,
        "everybodys": everybodys,
        "may_see_all": user.sees_everything,
        "has_team": bool(user.team_ids),
        "previous": f"?{urlencode(keep | {'page': page.previous_page_number()})}" if page.has_previous() else "",
        "next": f"?{urlencode(keep | {'page': page.next_page_number()})}" if page.has_next() else "",
    }


def _row(product, draft, version, run) -> dict:
    changed = draft is not None and (version is None or draft.digest != version.digest)
    return {"product": product, "draft": draft, "version": version, "run": run, "changed": changed}
