"""What things are called in the server. Roles belong to a whole server, so theirs begin with the database's."""

import hashlib
import re
import secrets
from dataclasses import dataclass

RAW = "marketplace_raw"  # the schema of tables; nobody but the owner may use it
SALT = f"(SELECT salt FROM {RAW}.salt)"
REHEARSED = "pg_temp.rehearsed"  # a table that is gone with its transaction
CONSUMERS = "consumer_"
LONGEST_DATABASE = 24
_GRANTEE = re.compile(rf"{CONSUMERS}[0-9]+")
_LOGIN = re.compile(r"[a-z0-9_]{1,20}")


@dataclass(frozen=True)
class Names:
    """The names of one database. Every name is made of letters, digits and underscores, and needs no quoting."""

    database: str

    @property
    def scope(self) -> str:
        """What the roles of this database begin with.

        >>> Names("sales").scope, Names("Sales 2026").scope == Names("Sales 2027").scope
        ('sales', False)
        """
        if re.fullmatch(rf"[a-z][a-z0-9_]{{0,{LONGEST_DATABASE - 1}}}", self.database):
            return self.database
        return f"mk_{hashlib.sha256(self.database.encode()).hexdigest()[:12]}"

    def role(self, grantee: str) -> str:
        """The role that holds a consumer's rights; nobody signs in as it."""
        return f"{self.scope}_{schema(grantee)}"

    def login(self, grantee: str, login: str) -> str:
        """The role as which one person signs in, and reads as the consumer.

        Raises ValueError for what cannot be a name.
        """
        if not _LOGIN.fullmatch(login):
            raise ValueError(login)
        return f"{self.role(grantee)}_as_{login}"

    def probe(self, grantee: str) -> str:
        """A login for one trial."""
        return f"{self.role(grantee)}_probe_{secrets.token_hex(4)}"


def schema(grantee: str) -> str:
    """The schema of a consumer's views.

    Raises ValueError for what cannot be a name.
    """
    if not _GRANTEE.fullmatch(grantee):
        raise ValueError(grantee)
    return grantee


def table(location: str) -> str:
    """The table of the data at a location; the location itself stands in the comment on it."""
    return f"{RAW}.t_{hashlib.sha256(location.encode()).hexdigest()[:32]}"


def view(name: str) -> str:
    """What a view is called, for SQL.

    Raises ValueError for what cannot be a name.
    """
    if not re.fullmatch(r"[a-z0-9_]{1,63}", name):
        raise ValueError(name)
    return name
