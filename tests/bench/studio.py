"""Prints how fast the Studio's own work is: judging bundles, comparing contracts, working out the lineage of columns.

`python -m tests.bench.studio` alone, without a marketplace. The work is done in one thread, and its time is that of the
processor, so that figures and ratios of one run stand whatever else the machine does.
"""

import statistics
import time
from collections.abc import Callable
from pathlib import Path

import httpx
from sqlglot import parse_one
from sqlglot.errors import SqlglotError
from sqlglot.lineage import lineage

from catalog.lineage.columns import DIALECT, column_edges
from catalog.spec import check, diff, read_bundle, write
from tests.bench.selects import TABLES, selects

ROOT = Path(__file__).resolve().parents[2]
TYPICAL = ROOT / "marketplace" / "demo" / "bundles" / "clinical" / "adverse-events.yaml"
SPECS = ROOT.parent / "shared" / "specs"
LARGEST_OF_SPECS = 88_348  # bytes, where the published files are not there
SIZES = (50, 200, 500)  # columns
SELECTS, SAMPLE = 1_000, 20

Say = Callable[[str, str], None]


def figures(say: Say) -> None:
    """Everything that needs no marketplace."""
    checks(say)
    diffs(say)
    lineages(say)
    growth(say)


def checks(say: Say) -> None:
    """Read and judge a typical bundle, and the largest that was published."""
    raw = TYPICAL.read_bytes()
    say(
        f"check of a typical bundle, {len(raw) / 1000:.0f} kB",
        f"{_milliseconds(lambda: _judge(raw)):6.1f} ms   (< 50 ms)",
    )
    name, largest = largest_document()
    took = _milliseconds(lambda: _judge(largest), times=5)
    say(f"check of the largest ({name}), {len(largest) / 1000:.0f} kB", f"{took:6.1f} ms   (< 500 ms)")


def over_http(caller: httpx.Client, say: Say) -> None:
    """The same check as a pipeline asks for it, with policies and whom it reaches; and as an editor does."""
    raw = TYPICAL.read_bytes().replace(b"version: 1.0.0", b"version: 1.0.1", 1)
    for what, query in {"a pipeline": {}, "an editor": {"only": "violations"}}.items():

        def ask(query=query):
            headers = {"Content-Type": "application/yaml"}
            answer = caller.post("bundles/check/", content=raw, params=query, headers=headers)
            assert answer.status_code == 200, answer.text

        say(
            f"check of a typical bundle over HTTP, for {what}", f"{_milliseconds(ask, clock=time.perf_counter):6.1f} ms"
        )


def diffs(say: Say) -> None:
    """Two contracts of five hundred columns, a tenth of which changed."""
    before, after = _read(bundle_of(500)), _read(bundle_of(500, changed=True))
    changes = diff(before, after)
    took = _milliseconds(lambda: diff(before, after))
    say(f"diff of two 500-column contracts, {len(changes)} changes", f"{took:6.1f} ms   (< 100 ms)")


def lineages(say: Say) -> None:
    """All columns of a thousand SELECTs; beside it parsing alone, and the call per column that sqlglot documents."""
    texts = selects(SELECTS)
    length = statistics.mean(map(len, texts))
    whole, edges = _seconds(lambda: sum(len(column_edges(text, TABLES)) for text in texts))
    # Trees that are kept would be walked by the collector of garbage again and again.
    parsed, _count = _seconds(lambda: sum(parse_one(text, dialect=DIALECT) is not None for text in texts))
    sample = texts[:SAMPLE]
    ours, _edges = _seconds(lambda: sum(len(column_edges(text, TABLES)) for text in sample))
    theirs, _nodes = _seconds(lambda: sum(_column_by_column(text) for text in sample))
    say(
        f"column lineage of {SELECTS:,} SELECTs of {length:,.0f} characters",
        f"{whole:6.2f} s    (< 3 s)  {edges:,} edges",
    )
    say("  against parsing alone", f"{whole / parsed:6.1f} times as long")
    say("  against sqlglot.lineage for each column", f"1/{theirs / ours:.0f} of the time, over {SAMPLE} of them")


def growth(say: Say) -> None:
    """What grows with the number of columns, and whether in proportion."""
    for what, work in {
        "check": lambda columns: _prepared(_judge, bundle_of(columns)),
        "diff": lambda columns: _prepared(diff, _read(bundle_of(columns)), _read(bundle_of(columns, changed=True))),
        "lineage": lambda columns: _prepared(column_edges, wide_select(columns), _wide(columns)),
    }.items():
        took = {columns: _milliseconds(work(columns), times=5) for columns in SIZES}
        grown = took[SIZES[-1]] / took[SIZES[0]]
        told = "  ".join(f"{columns}: {one:.1f} ms" for columns, one in took.items())
        say(f"{what} by columns", f"{told}  ({grown:.1f} times for 10 times as many)")


def largest_document() -> tuple[str, bytes]:
    """The largest contract or product that was published; a generated one of its size where they are not there."""
    found = [*SPECS.glob("odcs/*/**/*.yaml"), *SPECS.glob("odps/*/**/*.yaml")]
    if found:
        path = max(found, key=lambda one: one.stat().st_size)
        return path.name, path.read_bytes()
    columns = 50
    while len(raw := bundle_of(columns)) < LARGEST_OF_SPECS:
        columns += 50
    return "generated", raw


def bundle_of(columns: int, *, changed: bool = False) -> bytes:
    """A whole bundle with a port of so many columns; changed, a tenth of them is."""
    names = [f"column_{number}" for number in range(columns)]
    properties = [
        {
            "name": name if not (changed and place % 40 == 0) else f"{name}_new",
            "businessName": f"Column {place}",
            "logicalType": "integer" if changed and place % 20 == 10 else "string",
            "physicalType": "INTEGER" if changed and place % 20 == 10 else "VARCHAR",
            "description": f"What column {place} holds{', in other words' if changed and place % 20 == 5 else ''}.",
            "required": place % 3 == 0,
            "classification": "internal",
        }
        for place, name in enumerate(names)
    ]
    chosen = [f"{name} as {one['name']}" for name, one in zip(names, properties, strict=True)]
    version = "2.0.0" if changed else "1.0.0"
    ours = {"vendor": "marketplace"}
    return write(
        [
            {
                "apiVersion": "v1.1.0",
                "kind": "DataProduct",
                "id": "bench-wide",
                "name": "Wide",
                "version": version,
                "status": "active",
                "domain": "bench",
                "inputPorts": [
                    {"name": "raw", "customProperties": [{"property": "source", "value": "bench.raw", **ours}]}
                ],
                "outputPorts": [{"name": "wide", "version": version, "contractId": "bench-wide"}],
                "customProperties": [{"property": "slug", "value": "bench-wide", **ours}],
            },
            {
                "apiVersion": "v3.2.0",
                "kind": "DataContract",
                "id": "bench-wide",
                "version": version,
                "status": "active",
                "schema": [{"name": "wide", "logicalType": "object", "properties": properties}],
            },
            {
                "apiVersion": "marketplace/v1",
                "kind": "Transformation",
                "outputPort": "wide",
                "sql": f"select {', '.join(chosen)} from raw",
            },
        ]
    )


def wide_select(columns: int) -> str:
    """A SELECT of so many columns through two CTEs."""
    names = [f"column_{number}" for number in range(columns)]
    first = ", ".join(f"upper({name}) as {name}" for name in names)
    second = ", ".join(f"coalesce({name}, 'none') as {name}" for name in names)
    return f"with a as (select {first} from raw), b as (select {second} from a) select {', '.join(names)} from b"


def _wide(columns: int) -> dict[str, dict[str, str]]:
    return {"raw": {f"column_{number}": "VARCHAR" for number in range(columns)}}


def _judge(raw: bytes) -> None:
    bundle, _violations = read_bundle(raw)
    assert bundle is not None
    check(bundle, single=bundle.product is None)


def _read(raw: bytes):
    bundle, _violations = read_bundle(raw)
    assert bundle is not None
    return bundle


def _column_by_column(text: str) -> int:
    """What sqlglot's page on lineage shows: one call for each column that the SELECT makes."""
    nodes = 0
    for name in parse_one(text, dialect=DIALECT).named_selects:
        try:
            nodes += sum(1 for _node in lineage(name, text, schema=TABLES, dialect=DIALECT).walk())
        except SqlglotError:
            continue
    return nodes


def _prepared(work, *arguments) -> Callable[[], object]:
    return lambda: work(*arguments)


def _milliseconds(
    work: Callable[[], object], *, times: int = 15, clock: Callable[[], float] = time.process_time
) -> float:
    """The median of several turns; the first, which imports and remembers, does not count."""
    work()
    return statistics.median(_seconds(work, clock)[0] for _ in range(times)) * 1000


def _seconds(work: Callable[[], object], clock: Callable[[], float] = time.process_time):
    begun = clock()
    made = work()
    return clock() - begun, made


def _print(what: str, figure: str) -> None:
    print(f"{what:<60} {figure}", flush=True)  # noqa: T201 — printing is what a bench is for


if __name__ == "__main__":
    figures(_print)
