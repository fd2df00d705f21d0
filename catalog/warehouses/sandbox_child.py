"""The far side of the sandbox: runs SQL in a DuckDB that reaches its inputs and its one output, nothing else.

Run as a script of its own (`python -I sandbox_child.py`), never imported: it knows the standard library and DuckDB.
One line of JSON comes in: one SELECT whose result becomes the output, or many checks, whose first rows are told. One
line goes out for the SELECT, or for each check. Standard input stays open as long as the parent lives.
"""

import json
import os
import re
import resource
import sys
import threading
from decimal import Decimal
from typing import Any

NATIVE_MEMORY_MB = 1024  # what Python, DuckDB's code and its threads take beside the data
RESULT = "__result"
WIDE = ("HUGEINT", "UHUGEINT")


class Refused(Exception):
    """The SQL is not one SELECT, or its result cannot be kept."""


def main() -> None:
    """Read the job, do it, tell how it ended."""
    job = json.loads(sys.stdin.buffer.readline())
    threading.Thread(target=_end_with_parent, args=(os.getppid(), job.get("output", "")), daemon=True).start()
    _limit_process(job)
    if "checks" in job:
        _answer_checks(job)
    else:
        _tell(_run(job) | {"memory_mb": _most_memory()})
    os._exit(0)


def _tell(answer: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(answer) + "\n")
    sys.stdout.flush()


def _end_with_parent(parent: int, output: str) -> None:
    """Wait until standard input closes, which happens when the parent is gone; then take the half file along."""
    while sys.stdin.buffer.raw.read(1024):  # type: ignore[union-attr]
        pass
    if os.path.exists(output):
        os.unlink(output)
    os._exit(1)


def _limit_process(job: dict[str, Any]) -> None:
    """Bound what DuckDB's own accounting does not see, such as one enormous text."""
    megabyte = 1024 * 1024
    bounds = {resource.RLIMIT_CORE: 0, resource.RLIMIT_FSIZE: job["disk_mb"] * megabyte}
    if sys.platform == "linux":  # elsewhere it bounds nothing
        bounds[resource.RLIMIT_DATA] = (job["memory_mb"] + NATIVE_MEMORY_MB) * megabyte
    for kind, size in bounds.items():
        _soft, hard = resource.getrlimit(kind)
        resource.setrlimit(kind, (size if hard == resource.RLIM_INFINITY else min(size, hard), hard))


def _most_memory() -> int | None:
    """The most that this process held at once, in MB, where the system tells.

    Not from getrusage: there a child that was spawned begins with what its parent held.
    """
    try:
        with open("/proc/self/status") as told:
            lines = dict(line.split(":", 1) for line in told if ":" in line)
        return int(lines["VmHWM"].split()[0]) // 1024
    except (OSError, LookupError, ValueError):
        return None


def _run(job: dict[str, Any]) -> dict[str, Any]:
    import duckdb  # after the limits are set

    try:
        connection = _connect(duckdb, job)
        return {"outcome": "done", "rows": _keep(connection, duckdb, job)}
    except (duckdb.OutOfMemoryException, MemoryError):
        return {"outcome": "out-of-memory"}
    except (duckdb.Error, Refused) as error:
        return _told(str(error), job)


def _answer_checks(job: dict[str, Any]) -> None:
    """Run one check after the other on one connection; when one spoils it, the parent sends another child."""
    import duckdb  # after the limits are set

    connection = _connect(duckdb, job)
    for sql in job["checks"]:
        clock = threading.Timer(job["seconds"], connection.interrupt)
        clock.daemon = True
        clock.start()
        try:
            _tell({"outcome": "done", "answer": _first_rows(connection, duckdb, sql)})
        except duckdb.InterruptException:
            _tell({"outcome": "timed-out"})
        except (duckdb.OutOfMemoryException, MemoryError):
            _tell({"outcome": "out-of-memory"})
        except (duckdb.FatalException, duckdb.InternalException) as error:
            _tell(_told(str(error), job))
            return
        except (duckdb.Error, Refused) as error:
            _tell(_told(str(error), job))
        finally:
            clock.cancel()
            clock.join()  # or it might interrupt the next one


def _first_rows(connection: Any, duckdb: Any, sql: str) -> list[list[Any]]:
    """Two rows tell enough of a check, whose answer is one value."""
    found = connection.execute(f"SELECT * FROM ({_select(connection, duckdb, sql)}\n) LIMIT 2").fetchall()
    return [[_plain(value) for value in row[:2]] for row in found]


def _plain(value: Any) -> Any:
    """A value as JSON has it; a number keeps being one."""
    if isinstance(value, Decimal):
        return float(value)
    return value if value is None or isinstance(value, bool | int | float) else str(value)[:1000]


def _connect(duckdb: Any, job: dict[str, Any]) -> Any:
    connection = duckdb.connect(
        ":memory:",
        config={
            "autoinstall_known_extensions": "false",
            "autoload_known_extensions": "false",
            "max_temp_directory_size": f"{job['disk_mb']}MB",
            "memory_limit": f"{job['memory_mb']}MB",
            "python_enable_replacements": "false",
            "temp_directory": job["scratch"],
            "threads": str(job["threads"]),
        },
    )
    connection.execute("SET TimeZone = 'UTC'")
    for name, path in job["inputs"].items():
        connection.execute(f"CREATE VIEW {_name(name)} AS SELECT * FROM read_parquet({_text(path)})")
    files = (*job["inputs"].values(), *job["files"], *filter(None, [job.get("output")]))
    paths = ", ".join(_text(path) for path in files)
    connection.execute(f"SET allowed_paths = [{paths}]")
    connection.execute("SET enable_external_access = false")
    connection.execute("SET lock_configuration = true")
    return connection


def _keep(connection: Any, duckdb: Any, job: dict[str, Any]) -> int:
    """Write the result as Parquet and answer the number of rows."""
    select = _select(connection, duckdb, job["sql"])
    connection.execute(f"CREATE TEMP VIEW {RESULT} AS {select}")
    columns = [(row[0], row[1]) for row in connection.execute(f"DESCRIBE {select}").fetchall()]
    _insist_on_names([name for name, _type in columns])  # a view would number them instead
    wide = [f"CAST({_name(name)} AS BIGINT) AS {_name(name)}" for name, type_ in columns if type_ in WIDE]
    chosen = f"* REPLACE ({', '.join(wide)})" if wide else "*"  # Parquet would turn a sum of integers into a DOUBLE
    limit = f" LIMIT {job['row_limit']:d}" if job["row_limit"] is not None else ""
    target = f"{_text(job['output'])} (FORMAT parquet, COMPRESSION zstd)"
    return int(connection.execute(f"COPY (SELECT {chosen} FROM {RESULT}{limit}) TO {target}").fetchall()[0][0])


def _select(connection: Any, duckdb: Any, sql: str) -> str:
    statements = connection.extract_statements(sql)
    if len(statements) != 1 or statements[0].type != duckdb.StatementType.SELECT:
        raise Refused("Only one SELECT is allowed.")
    return str(statements[0].query)


def _insist_on_names(names: list[str]) -> None:
    seen: set[str] = set()
    for name in names:
        if name.lower() in seen:
            raise Refused(f"Two columns of the result are called {name!r}.")
        seen.add(name.lower())


def _told(sentence: str, job: dict[str, Any]) -> dict[str, Any]:
    """The engine's sentence in one line, with the line of the SQL and without the machine's paths."""
    if "File too large" in sentence or "max_temp_directory_size" in sentence:
        return {"outcome": "too-large"}
    if "bad_alloc" in sentence or "Cannot allocate memory" in sentence:
        return {"outcome": "out-of-memory"}
    found = re.search(r"\n\s*LINE (\d+):", sentence)
    told = sentence[: found.start()] if found else sentence
    for name, path in job["inputs"].items():
        told = told.replace(path, name)
    for path in (*job["files"], *filter(None, [job.get("output")]), job["scratch"]):
        told = told.replace(path, os.path.basename(path))
    told = told.replace(job["root"], "").replace(RESULT, "result")
    return {"outcome": "failed", "message": " ".join(told.split())[:2000], "line": int(found[1]) if found else None}


def _name(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _text(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


if __name__ == "__main__":
    main()
