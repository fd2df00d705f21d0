"""The parts of the mesh place that belong to the catalog."""

from django.utils.translation import gettext_lazy as _

from accounts.views.tabs import everybody
from marketplace.foundation.navigation import MESH, Part

MESH.add("catalog:mesh")(Part(_("Map"), "topology-star-3", 10, everybody))
MESH.add("catalog:wall")(Part(_("Service levels"), "heart-rate-monitor", 20, everybody))
MESH.add("catalog:fitness-wall")(Part(_("Fitness"), "gauge", 25, everybody))
MESH.add("catalog:incidents")(Part(_("Incidents"), "alert-triangle", 30, everybody))
