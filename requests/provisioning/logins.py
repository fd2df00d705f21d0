"""Who signs in to a warehouse: those who read as a consumer now, and nobody who did so once."""

from catalog.warehouses.interface import Warehouse
from requests.grants.selectors import readers_as
from requests.models import Grant
from requests.provisioning.naming import grantee, login


def end_strange_logins(warehouse: Warehouse, grant: Grant) -> None:
    """End the logins of those who do not read as this consumer any more."""
    if not warehouse.has_logins:
        return
    name, readers = grantee(grant.consumer_id), {login(person.pk) for person in readers_as(grant.consumer)}
    for right in warehouse.rights():
        if right.grantee == name and right.login and right.login not in readers:
            warehouse.take_away(right.key)
