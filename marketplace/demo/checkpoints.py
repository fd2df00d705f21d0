"""What the demo's people have asked for a signature, and given: through the same door as everybody, once."""

from accounts.models import User
from catalog.governance.checkpoints.services import decide, request_checkpoint
from catalog.models import Checkpoint, DataProduct


def sign_checkpoints(plan) -> None:
    """Ask for the checkpoints that mesh.yaml names, and sign those that it says are signed."""
    for row in plan.get("checkpoints", []):
        product = DataProduct.objects.shown().filter(slug=row["product"]).first()
        if product is None or Checkpoint.objects.filter(product=product, kind=row["kind"]).exists():
            continue
        asker = User.objects.get(username=row["by"])
        asked = request_checkpoint(actor=asker, product=product, kind=row["kind"], answers=row["answers"])
        if signed := row.get("signed"):
            decide(actor=User.objects.get(username=signed["by"]), checkpoint=asked, yes=True, note=signed["note"])
