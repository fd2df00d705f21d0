"""An account that records: what the engine uses of Snowflake's connector, without one."""

import sys
from types import ModuleType, SimpleNamespace

import pytest


class Recorder:
    """A connection that keeps what it is sent, and answers what it was told to."""

    def __init__(self):
        self.sent, self.asked, self.answers, self.refuses, self.description = [], {}, {}, {}, [("AGE",)]

    def execute(self, statement):
        self.sent.append(statement)
        for begins, error in self.refuses.items():
            if begins in statement:
                raise error

    def _answer(self):
        return next((rows for part, rows in self.answers.items() if part in self.sent[-1]), [(0,)])

    def fetchone(self):
        return self._answer()[0]

    def fetchall(self):
        return [row for row in self._answer() if row != (0,)]


@pytest.fixture
def account(monkeypatch):
    """What the account is asked and sent; its modules are those names of the connector that the engine uses."""
    recorder = Recorder()

    class Session:
        def __enter__(self):
            return self

        def __exit__(self, *_error):
            return False

        def cursor(self):
            return recorder

    def connect(**asked):
        recorder.asked = asked
        return Session()

    error = type("Error", (Exception,), {})
    names = {name: type(name, (error,), {}) for name in ("OperationalError", "ProgrammingError")}
    package, connector = ModuleType("snowflake"), ModuleType("snowflake.connector")
    connector.connect, connector.errors = connect, SimpleNamespace(Error=error, **names)
    monkeypatch.setitem(sys.modules, "snowflake", package)
    monkeypatch.setitem(sys.modules, "snowflake.connector", connector)
    recorder.errors = connector.errors
    return recorder
