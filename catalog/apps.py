"""What there is, what it promises, how it does."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CatalogConfig(AppConfig):
    """Data products, their contracts, lineage, service levels and fitness."""

    name = "catalog"
    verbose_name = _("Catalog")

    def ready(self):
        """Teach the audit its sentences, and let every slice register its kinds."""
        from catalog import sentences  # noqa: F401 — importing teaches
        from catalog.comparing import fitness as joins  # noqa: F401 — importing registers
        from catalog.fitness import functions  # noqa: F401 — importing registers
        from catalog.following import hearing  # noqa: F401 — importing registers
        from catalog.governance import scored  # noqa: F401 — importing registers
        from catalog.views import checkpoint_places, mesh_places, policy_places, voice_places  # noqa: F401 — they register
        from catalog.voices.questions import fitness as questions  # noqa: F401 — importing registers
        from catalog.voices.reviews import fitness  # noqa: F401 — importing registers
