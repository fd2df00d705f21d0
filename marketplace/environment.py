"""What the environment may say, each with its purpose; `docs/settings.md` is compared with what was asked for here."""

import os
import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import environ


@dataclass(frozen=True)
class Variable:
    """One environment variable: its name, what it is for, and what holds when it is absent."""

    name: str
    purpose: str
    default: str


class Environment:
    """Reads variables and remembers which exist."""

    def __init__(self) -> None:
        self._env = environ.Env()
        self.known: dict[str, Variable] = {}

    def _know(self, name: str, purpose: str, default: object) -> None:
        self.known[name] = Variable(name, purpose, str(default))

    def text(self, name: str, purpose: str, default: str = "") -> str:
        """A text."""
        self._know(name, purpose, default)
        return str(self._env.str(name, default=default))

    def integer(self, name: str, purpose: str, default: int) -> int:
        """A whole number."""
        self._know(name, purpose, default)
        return int(self._env.int(name, default=default))

    def boolean(self, name: str, purpose: str, default: bool) -> bool:
        """Yes or no, written as 1/0, true/false, yes/no or on/off."""
        self._know(name, purpose, "yes" if default else "no")
        return bool(self._env.bool(name, default=default))

    def words(self, name: str, purpose: str, default: list[str]) -> list[str]:
        """Words between commas."""
        self._know(name, purpose, ",".join(default))
        return list(self._env.list(name, default=default))

    def path(self, name: str, purpose: str, default: Path, shown: str) -> Path:
        """A folder or file; `shown` is how the documentation writes the default."""
        self._know(name, purpose, shown)
        return Path(self._env.str(name, default=str(default))).resolve()

    def database(self, name: str, purpose: str, default: str, shown: str) -> dict[str, Any]:
        """A database as Django wants it, from an address like postgres://user:password@host:5432/name."""
        self._know(name, purpose, shown)
        return dict(self._env.db_url(name, default=default))

    def mail(self, name: str, purpose: str) -> dict[str, Any]:
        """A mail server as Django wants it, from an address like smtp+tls://user:password@host:587; no host: none."""
        self._know(name, purpose, "")
        return dict(environ.Env.email_url_config(self._env.str(name, default="") or "smtp://"))

    def secret(self, name: str, purpose: str, kept_in: Path) -> str:
        """A secret; where the environment has none, one is made once and kept in a file that only its owner reads."""
        self._know(name, purpose, "made once and kept in var/")
        return str(self._env.str(name, default="")) or _kept_secret(kept_in)


def _kept_secret(file: Path) -> str:
    """Read the secret, or make it; when two processes start together, both end with the first one's."""
    file.parent.mkdir(parents=True, exist_ok=True)
    draft = file.with_name(f"{file.name}.{os.getpid()}")
    draft.touch(mode=0o600)
    draft.write_text(secrets.token_urlsafe(48))
    try:
        os.link(draft, file)
    except FileExistsError:
        pass  # somebody was first
    finally:
        draft.unlink()
    return file.read_text()
