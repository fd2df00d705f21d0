"""Maps in braces and lists in brackets, changed element by element."""

import re
from collections.abc import Callable
from typing import Any

from catalog.spec.alignment import align
from catalog.spec.nodes import Node
from catalog.spec.phrasing import Layout, in_flow, key_text
from catalog.spec.pieces import Misjudged, Splice, children_of, spliced

Inner = Callable[[Node, Any], list[Splice]]  # the splices that make an element say what is wanted


def flow_splices(text: str, layout: Layout, node: Node, wanted: Any, inner: Inner) -> list[Splice] | None:
    """The splices inside a map or list that is not empty; None where nothing of it stays."""
    begin, end = node.span
    if text[begin] not in "{[" or text[end - 1] not in "}]":
        raise Misjudged
    if isinstance(wanted, dict):
        order, origins = _order_of(list(node.value), wanted)
        values = [wanted[name] for name in order]
        fresh = [key_text(name, layout) + ": " + in_flow(wanted[name], layout) for name in order]
        starts = [span[0] for span in node.key_spans.values()]
    else:
        origins, values = align(node.value, wanted), wanted
        fresh = [in_flow(value, layout) for value in wanted]
        starts = [child.span[0] for _, child in children_of(node)]
    children = [child for _, child in children_of(node)]
    kept = {
        origin: inner(children[origin], value)
        for origin, value in zip(origins, values, strict=True)
        if origin is not None
    }
    if not kept:
        return None
    ends = [child.span[1] for child in children]
    if list(kept) != sorted(kept):
        said = [
            new if origin is None else spliced(text, starts[origin], ends[origin], kept[origin])
            for origin, new in zip(origins, fresh, strict=True)
        ]
        return [Splice(starts[0], ends[-1], ", ".join(said))]
    return _in_order(text, starts, ends, origins, kept, fresh)


def _order_of(names: list[str], wanted: dict[str, Any]) -> tuple[list[str], list[int | None]]:
    """The keys that stay, in the order they have, and each new one behind the one it follows in what is wanted."""
    order = [name for name in names if name in wanted]
    place = 0
    for name in wanted:
        if name in names:
            place = order.index(name) + 1
        else:
            order.insert(place, name)
            place += 1
    return order, [names.index(name) if name in names else None for name in order]


def _in_order(
    text: str,
    starts: list[int],
    ends: list[int],
    origins: list[int | None],
    kept: dict[int, list[Splice]],
    fresh: list[str],
) -> list[Splice]:
    """The elements that stay have not changed places."""
    splices = [splice for each in kept.values() for splice in each]
    first, last = min(kept), max(kept)
    splices += [Splice(starts[place], starts[place + 1], "") for place in range(last) if place not in kept]
    if last < len(ends) - 1:
        splices.append(Splice(ends[last], ends[-1], ""))
    between = text[ends[0] : starts[1]] if len(starts) > 1 else ""
    comma = between if re.fullmatch(r"\s*,\s+", between) else ", "
    anchor: int | None = None
    for origin, new in zip(origins, fresh, strict=True):
        if origin is not None:
            anchor = origin
        elif anchor is None:
            splices.append(Splice(starts[first], starts[first], new + comma))
        else:
            splices.append(Splice(ends[anchor], ends[anchor], comma + new))
    return splices
