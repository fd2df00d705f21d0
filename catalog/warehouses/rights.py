"""What exists in a warehouse besides data: rights to read, and logins to read with."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Right:
    """One right that exists in a warehouse.

    Those that the marketplace gives have a `name`, what the grantee reads under it, or a `login`, whom they sign in
    as. One with neither was given by somebody else.
    """

    key: str
    grantee: str
    detail: str
    name: str = ""
    login: str = ""


@dataclass(frozen=True)
class Connection:
    """All that it takes to connect as one login. The password is in this object and nowhere else."""

    host: str
    port: str
    database: str
    user: str
    view: str
    password: str = field(repr=False)
