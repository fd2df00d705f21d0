"""The API: what every app adds, the OpenAPI document, and the pages that show it."""

from django.urls import include, path
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView
from rest_framework.routers import SimpleRouter

from accounts.api import urls as accounts_api
from catalog.api import urls as catalog_api
from requests.api import urls as requests_api

router = SimpleRouter()
for app in (accounts_api, catalog_api, requests_api):
    app.register(router)

urlpatterns = [
    path("v1/schema/", SpectacularAPIView.as_view(), name="api-schema"),
    path("docs/", SpectacularSwaggerSplitView.as_view(url_name="api-schema"), name="api-docs"),
    path("v1/", include(router.urls)),
]
