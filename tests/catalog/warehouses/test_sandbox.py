"""What SQL can reach when the parser's check is not there at all: nothing but its inputs and its one output."""

import os
import signal
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import duckdb
import pytest

from catalog.warehouses import sandbox
from catalog.warehouses.errors import BuildFailed
from catalog.warehouses.sandbox import Job

ESCAPES = {
    "a file": "SELECT * FROM read_csv('/etc/passwd')",
    "a file by its name": "SELECT * FROM '/etc/passwd'",
    "a file as text": "SELECT * FROM read_text('/etc/passwd')",
    "a file as bytes": "SELECT * FROM read_blob('/proc/self/environ')",
    "a file as JSON": "SELECT * FROM read_json('/etc/passwd')",
    "a file as JSON objects": "SELECT * FROM read_ndjson_objects('/etc/passwd')",
    "a file to be sniffed": "SELECT * FROM sniff_csv('/etc/passwd')",
    "standard input": "SELECT * FROM read_csv('/dev/stdin')",
    "the list of files": "SELECT * FROM glob('/etc/*')",
    "the list of products": "SELECT * FROM glob('{root}/**/*')",
    "another product": "SELECT * FROM read_parquet('{other}')",
    "another product by its name": "SELECT * FROM '{other}'",
    "another product beside an input": "SELECT * FROM '{own}/../other.parquet'",
    "another product by a pattern": "SELECT * FROM read_parquet('{root}/*.parquet')",
    "another product's metadata": "SELECT * FROM parquet_metadata('{other}')",
    "another product by a text of SQL": "SELECT * FROM query('SELECT * FROM ''{other}''')",
    "a database file": "ATTACH '{root}/new.db' AS new",
    "a database as a table": "SELECT * FROM read_duckdb('{root}/new.db')",
    "a file elsewhere": "COPY (SELECT 1) TO '{root}/elsewhere.csv'",
    "a file elsewhere after a SELECT": "SELECT 1) TO '{root}/elsewhere.csv' --",
    "a whole database elsewhere": "EXPORT DATABASE '{root}/elsewhere'",
    "an extension": "INSTALL httpfs",
    "a loaded extension": "LOAD httpfs",
    "the network": "SELECT * FROM read_parquet('http://127.0.0.1:9/x.parquet')",
    "a bucket": "SELECT * FROM read_parquet('s3://bucket/x.parquet')",
    "its own limits": "SET memory_limit = '100GB'",
    "its own lock": "SET lock_configuration = false",
    "its own walls": "SET enable_external_access = true",
    "its own list of files": "RESET allowed_paths",
    "the environment": "SELECT getenv('HOME')",
    "a secret": "CREATE SECRET s (TYPE s3)",
    "the list of secrets": "SELECT * FROM duckdb_secrets()",
    "a setting that writes": "SET profiling_output = '{root}/elsewhere.json'",
    "a Python variable": "SELECT * FROM job",
    "a Python function": "SELECT * FROM python_map_function(1)",
    "a prepared statement": "PREPARE p AS SELECT 1",
    "a pragma": "PRAGMA database_list",
    "two statements": "SELECT 1; COPY (SELECT 1) TO '{root}/elsewhere.csv'",
}


@pytest.fixture
def shelf(root):
    """An input that may be read and another product's file beside it."""
    root.mkdir()
    for name in ("own", "other"):
        duckdb.connect(":memory:").execute(f"COPY (SELECT 42 AS a) TO '{root}/{name}.parquet' (FORMAT parquet)")
    return root


def job_of(sql, root):
    scratch = root / "scratch"
    scratch.mkdir(exist_ok=True)
    return Job(
        sql=sql,
        inputs={"own": root / "own.parquet"},
        output=root / "out.part",
        scratch=scratch,
        root=root,
        seconds=20,
        memory_mb=256,
        threads=1,
        disk_mb=100,
    )


@pytest.mark.parametrize("escape", ESCAPES)
def test_sql_cannot_reach(escape, shelf):
    sql = ESCAPES[escape].format(root=shelf, own=shelf / "own.parquet", other=shelf / "other.parquet")
    before = sorted(path.name for path in shelf.iterdir() if path.name not in ("out.part", "scratch"))

    outcome = sandbox.run(job_of(sql, shelf), alive=lambda: None)

    assert outcome.ending == "failed", outcome
    assert sorted(path.name for path in shelf.iterdir() if path.name not in ("out.part", "scratch")) == before


def test_sql_reaches_its_input(shelf):
    outcome = sandbox.run(job_of("SELECT a FROM own", shelf), alive=lambda: None)

    assert (outcome.ending, outcome.rows) == ("done", 1)


def test_the_settings_that_bound_it_show_no_other_file(shelf):
    outcome = sandbox.run(
        job_of("SELECT current_setting('allowed_paths')::VARCHAR AS paths", shelf), alive=lambda: None
    )

    told = duckdb.connect(":memory:").execute(f"SELECT paths FROM read_parquet('{shelf}/out.part')").fetchall()[0][0]
    assert outcome.ending == "done"
    assert "other.parquet" not in told


def test_the_child_has_no_environment(shelf, monkeypatch):
    monkeypatch.setenv("SECRET_KEY", "do not tell")
    seen = []

    def look():
        children = Path(f"/proc/{os.getpid()}/task").glob("*/children")
        for child in {one for file in children for one in file.read_text().split()}:
            seen.append(Path(f"/proc/{child}/environ").read_bytes())

    if not Path("/proc/self/environ").exists():
        pytest.skip("this system has no /proc to look into")
    slow = "SELECT count(*) AS n FROM range(10000000000) a, range(1000000) b WHERE a.range * b.range = -1"
    sandbox.run(Job(**{**job_of(slow, shelf).__dict__, "seconds": 1.2}), alive=look)

    assert seen
    assert not any(b"SECRET_KEY" in one for one in seen)


PARENT = """
import sys
from pathlib import Path
from catalog.warehouses.sandbox import Job, run

root = Path(sys.argv[1])
sql = "SELECT range AS a, random() AS b FROM range(100000000000)"
run(Job(sql=sql, inputs={}, output=root / "out.part", scratch=root / "scratch", root=root, seconds=100,
        memory_mb=256, threads=1, disk_mb=100000), alive=lambda: None)
"""


def children_of(pid):
    return [int(one) for file in Path(f"/proc/{pid}/task").glob("*/children") for one in file.read_text().split()]


def is_running(pid):
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
    except FileNotFoundError:
        return False


def until(condition, seconds=15):
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if found := condition():
            return found
        time.sleep(0.05)
    return condition()


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="this system has no /proc to find child processes in")
def test_a_killed_parent_leaves_no_child_and_no_half_file(shelf):
    (shelf / "scratch").mkdir()
    here = Path(__file__).parents[3]
    parent = subprocess.Popen([sys.executable, "-c", textwrap.dedent(PARENT), str(shelf)], cwd=here)
    child = until(lambda: (shelf / "out.part").exists() and children_of(parent.pid))[0]

    parent.send_signal(signal.SIGKILL)
    parent.wait()

    assert until(lambda: not is_running(child)), "the child still runs"
    assert not (shelf / "out.part").exists()


def test_a_check_query_is_held_back_like_a_build(house, patients):
    wrong = [sql.format(root="/tmp", own="/tmp/own.parquet", other="/tmp/other.parquet") for sql in ESCAPES.values()]

    answers = house.run_check_queries(patients, "object", wrong, seconds=20)

    assert [type(answer) for answer in answers] == [BuildFailed] * len(wrong)
