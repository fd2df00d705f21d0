"""Where everything is."""

from django.contrib import admin
from django.urls import include, path

from marketplace.foundation.health import healthz, readyz

urlpatterns = [
    path("healthz", healthz, name="healthz"),
    path("readyz", readyz, name="readyz"),
    path("admin/", admin.site.urls),
    path("api/", include("marketplace.api")),
    path("", include("accounts.urls")),
    path("", include("catalog.urls")),
    path("", include("requests.urls")),
]

handler400 = "marketplace.foundation.handlers.bad_request"
handler403 = "marketplace.foundation.handlers.permission_denied"
handler404 = "marketplace.foundation.handlers.page_not_found"
handler500 = "marketplace.foundation.handlers.server_error"
