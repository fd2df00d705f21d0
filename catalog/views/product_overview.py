"""What the first part of a product's page shows beyond the frame."""

from django.conf import settings
from django.db.models import Count
from django.utils.translation import gettext as _

from catalog.governance.checkpoints.standing import CheckpointStanding, standing_of
from catalog.models import Column, DataProduct, InputPort, OutputPort


def overview_of(request, context: dict) -> dict:
    """The ports with their size, what the product is made from and what is made from it, and how to read it."""
    product, ports = context["product"], context["ports"]
    counts = _columns_of(ports)
    for port in ports:
        port.column_count = counts.get(port.contract_id, 0)
    return {
        "inputs": _inputs(context["version"]),
        "signatures": _signatures(product) if context["version"] else [],
        "readers": _readers(request.user, product),
        "tells_more": bool(_purpose(product) or product.usage or product.limitations),
        "rows": sum(port.snapshot.rows for port in ports),
        "built_at": max((port.snapshot.built_at for port in ports), default=None),
        "refresh": _refresh(product.refresh),
        "support": [one for one in product.support if isinstance(one, dict) and one.get("channel")],
        "snippets": _snippets(request, context["port"]),
        "origin": context["version"].origin if context["version"] else {},
    }


def _signatures(product: DataProduct) -> list[CheckpointStanding]:
    """The sign-offs that what is published has, or had before it changed; what was never given is no fact about it."""
    return [standing for standing in standing_of(product) if standing.state in ("signed", "outdated")]


def _purpose(product: DataProduct) -> str:
    """The purpose, where it is not what stands below the name already."""
    return product.purpose if product.description and product.purpose != product.description else ""


def _columns_of(ports: list[OutputPort]) -> dict[int, int]:
    columns = Column.objects.filter(contract__in=[port.contract_id for port in ports]).order_by()
    return dict(columns.values_list("contract").annotate(columns=Count("pk")))


def _inputs(version) -> list[dict]:
    """What the published version reads, at most a dozen."""
    if version is None:
        return []
    inputs = InputPort.objects.filter(version=version).select_related("upstream__product", "source__system")[:12]
    return [
        {"label": str(one.upstream.product), "url": one.upstream.product.get_absolute_url(), "note": one.upstream.name}
        if one.upstream
        else {"label": one.source.system.name, "url": "", "note": str(one.source)}
        for one in inputs
    ]


def _readers(user, product: DataProduct) -> list[dict]:
    """The products that are made from this one, at most a dozen."""
    reading = InputPort.objects.filter(upstream__product=product, version__state="published").values("version__product")
    products = DataProduct.objects.visible_to(user).shown().filter(pk__in=reading).select_related("domain")[:12]
    return [{"label": one.name, "url": one.get_absolute_url(), "note": one.domain.name} for one in products]


def _refresh(word: str) -> str:
    words = {
        "hourly": _("Every hour"),
        "daily": _("Every day"),
        "weekly": _("Every week"),
        "manual": _("When its owners ask for it"),
    }
    return words.get(word, word)


def _snippets(request, port: OutputPort | None) -> list[dict]:
    """The shortest ways to read a port with a token."""
    if port is None:
        return []
    base = (settings.PUBLIC_URL or request.build_absolute_uri("/")).rstrip("/")
    address = f"{base}/api/v1/ports/{port.pk}/data?format=parquet"
    python = (
        "import io, os\n"
        "import httpx, pandas as pd\n\n"
        f'answer = httpx.get("{address}",\n'
        '    headers={"Authorization": f"Bearer {os.environ[\'MARKETPLACE_TOKEN\']}"}, timeout=None)\n'
        "answer.raise_for_status()\n"
        f"{port.name} = pd.read_parquet(io.BytesIO(answer.content))\n"
    )
    curl = f'curl --fail -H "Authorization: Bearer $MARKETPLACE_TOKEN" \\\n  "{address}" -o {port.name}.parquet\n'
    return [{"label": "Python", "code": python}, {"label": "curl", "code": curl}]
