"""From bytes to a bundle, whatever the bytes."""

from catalog.spec.archives import MAGIC, unpack
from catalog.spec.dialects import KINDS, OURS, foreign, kind_of
from catalog.spec.documents import Bundle, Document
from catalog.spec.nodes import Limits, Unreadable, YamlDocument, read_documents
from catalog.spec.violations import Violation, violation

DEFAULT_LIMITS = Limits()


def read_bundle(raw: bytes, *, limits: Limits = DEFAULT_LIMITS) -> tuple[Bundle | None, list[Violation]]:
    """Read a YAML stream, or a zip of YAML files. Never raises; the bundle is None where nothing could be read."""
    try:
        return _read(raw, limits)
    except Unreadable as reason:
        return None, [violation(reason.code, reason.message, line=reason.line)]


def _read(raw: bytes, limits: Limits) -> tuple[Bundle | None, list[Violation]]:
    if len(raw) > limits.size:
        told = f"The bundle has {len(raw)} bytes; at most {limits.size} are read."
        raise Unreadable("too-large", told)
    stream = unpack(raw, limits) if raw.startswith(MAGIC) else raw
    try:
        text = stream.decode().removeprefix("\ufeff")
    except UnicodeDecodeError as failure:
        line = stream.count(b"\n", 0, failure.start) + 1
        raise Unreadable("not-text", "The bundle is not text in UTF-8.", line) from failure

    found = read_documents(text, limits)
    if not found:
        raise Unreadable("empty", "There is no document in this bundle.")
    documents: list[Document] = []
    violations: list[Violation] = []
    for index, each in enumerate(found):
        document, said = _document(index, each)
        documents.extend(document)
        violations.extend(said)
    return (Bundle(stream, tuple(documents)) if documents else None), violations


def _document(index: int, found: YamlDocument) -> tuple[list[Document], list[Violation]]:
    tree, line = found.root.value, found.root.line
    if not isinstance(tree, dict):
        told = "A document must be a map of keys to values."
        return [], [violation("not-a-mapping", told, document=index, line=line)]
    violations = [
        violation("duplicate-key", f"{key!r} is here twice; keep one.", document=index, path=(*path, key), line=at)
        for path, key, at in found.repeated
    ]
    version = tree.get("apiVersion")
    kind = kind_of(tree)
    if told_so := foreign(tree):
        code, message, key = "foreign-dialect", told_so, "apiVersion"
    elif kind is None:
        code, message, key = "unknown-kind", _unknown_kind(tree.get("kind")), "kind"
    else:
        known = version if isinstance(version, str) else ""
        return [Document(index, kind, known, tree, found.root, (found.start, found.end))], violations
    path = (key,) if key in tree else ()
    line = found.root.key_lines.get(key, line)
    return [], [*violations, violation(code, message, document=index, path=path, line=line)]


def _unknown_kind(kind: object) -> str:
    wanted = ", ".join(KINDS)
    if kind is None:
        return f"A document needs a `kind` ({wanted}) and an `apiVersion` (v1.1.0, v3.2.0 or {OURS})."
    return f"The kind {str(kind)[:80]!r} does not belong in a bundle; known are {wanted}."
