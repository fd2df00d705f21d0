"""The SQL of one output port by itself, judged as if it stood in the draft."""

from dataclasses import replace

from catalog.models import DataProduct, Draft
from catalog.publishing.checking import check_bundle
from catalog.spec import Bundle, Document, Violation, edit, read_bundle
from catalog.spec.dialects import OURS
from catalog.spec.edits import add_document
from catalog.spec.trees import text


def check_sql(product: DataProduct, port: str, sql: str) -> list[Violation]:
    """What is wrong with a SELECT that would make this port; lines are those of the SELECT. Nothing is kept.

    Where there is no draft that can be read, there is nothing to hold it against.
    """
    draft = Draft.objects.filter(product=product).first()
    bundle, _violations = read_bundle(bytes(draft.bundle)) if draft else (None, [])
    if bundle is None:
        return []
    checked = check_bundle(_with(bundle, port, sql), slug=product.slug)
    made = _transformation(checked.bundle, port) if checked.bundle else None
    if made is None:
        return []
    node = made.node_at(("sql",))
    before = node.line if node and node.style == "|" else made.line_of(("sql",)) - 1
    found = [said for said in checked.violations if said.document == made.index and said.path.startswith("/sql")]
    return [replace(said, line=max(said.line - before, 1)) for said in found]


def _with(bundle: Bundle, port: str, sql: str) -> bytes:
    made = _transformation(bundle, port)
    if made is not None:
        return edit(bundle, made.index, ("sql",), sql)
    tree = {"apiVersion": OURS, "kind": "Transformation", "outputPort": port, "sql": sql}
    return add_document(bundle, tree)


def _transformation(bundle: Bundle, port: str) -> Document | None:
    return next((one for one in bundle.transformations if text(one.tree, "outputPort") == port), None)
