"""What a warehouse answers about access when nobody reads it but the marketplace itself."""

from collections.abc import Sequence
from datetime import datetime

from catalog.warehouses.errors import NoLogins
from catalog.warehouses.interface import AccessCheck, View, Warehouse
from catalog.warehouses.rights import Connection, Right


class ThroughPortal(Warehouse):
    """A warehouse without logins: the marketplace asks for the grant at every read, so there is nothing to set up."""

    def offer(self, location: str) -> None:
        """Nothing to do: readers are served from the files."""

    def rehearse(self, location: str, view: View) -> int | None:
        """There is no server to ask: what was made is what is read."""
        return None

    def open_access(self, location: str, view: View, *, grantee: str, name: str, until: datetime | None = None) -> None:
        """Nothing to do: nobody reaches the files but through the portal."""

    def close_access(self, *, grantee: str, name: str) -> None:
        """Nothing to do: nobody reaches the files but through the portal."""

    def verify_opened(
        self, location: str, view: View, *, all_columns: Sequence[str], grantee: str, name: str
    ) -> list[AccessCheck]:
        """Nothing to try: nobody connects."""
        return []

    def verify_closed(self, *, grantee: str, name: str) -> list[AccessCheck]:
        """Nothing to try: nobody connects."""
        return []

    def rights(self) -> list[Right]:
        """None: whoever reads, reads through the portal, which asks for the grant each time."""
        return []

    def take_away(self, key: str) -> bool:
        """There is nothing to take away."""
        return False

    def connection(self, *, grantee: str, login: str, name: str) -> Connection:
        """Nobody connects. Raises NoLogins."""
        raise NoLogins()
