"""What the first part of a product's page shows beyond the frame."""

from django.utils.translation import gettext as _

from catalog.models import DataProduct, OutputPort
from marketplace.foundation.addresses import public_base


def overview_of(request, context: dict) -> dict:
    """The ports with their size, who answers for the product, and how to read it; no query beyond the frame."""
    product, ports = context["product"], context["ports"]
    return {
        "tells_more": bool(_purpose(product) or product.usage or product.limitations),
        "rows": sum(port.snapshot.rows for port in ports),
        "built_at": max((port.snapshot.built_at for port in ports), default=None),
        "refresh": _refresh(product.refresh),
        "support": [one for one in product.support if isinstance(one, dict) and one.get("channel")],
        "snippets": _snippets(request, context["port"]),
        "origin": context["version"].origin if context["version"] else {},
    }


def _purpose(product: DataProduct) -> str:
    """The purpose, where it is not what stands below the name already."""
    return product.purpose if product.description and product.purpose != product.description else ""


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
    address = f"{public_base(request)}/api/v1/ports/{port.pk}/data?format=parquet"
    python = (
        "import io, os\n"
        "import httpx, pandas as pd\n\n"
        f'answer = httpx.get("{address}",\n'
        '    headers={"Authorization": f"Bearer {os.environ[\'MARKETPLACE_TOKEN\']}"}, timeout=None)\n'
        "answer.raise_for_status()\n"
        "rows = pd.read_parquet(io.BytesIO(answer.content))\n"
    )
    curl = f'curl --fail -H "Authorization: Bearer $MARKETPLACE_TOKEN" \\\n  "{address}" -o {port.name}.parquet\n'
    return [{"label": "Python", "code": python}, {"label": "curl", "code": curl}]
