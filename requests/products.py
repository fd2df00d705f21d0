"""What happens to access when something happens to a product. Publishing calls this without knowing it."""

from catalog.publishing.hooks import AFTER_RETIRE, READERS
from requests.grants.selectors import readers_of
from requests.grants.services import end_for_product

READERS.add("grants")(readers_of)
AFTER_RETIRE.add("grants")(end_for_product)
