"""Where the pages of the catalog are."""

from django.urls import path, register_converter
from django.urls.converters import StringConverter

from catalog.views import (
    home,
    mesh,
    product,
    product_lineage,
    product_quality,
    product_sample,
    product_versions,
    products,
    runs,
    studio,
    studio_draft,
    studio_life,
)


class VersionConverter(StringConverter):
    """What a version may be called; other characters are no address, and some no database can look up."""

    regex = r"[0-9A-Za-z.+-]+"


register_converter(VersionConverter, "version")

app_name = "catalog"
urlpatterns = [
    path("", home.home, name="home"),
    path("products/", products.products, name="products"),
    path("products/<slug:slug>/", product.overview, name="product"),
    path("products/<slug:slug>/schema/", product.schema, name="product-schema"),
    path("products/<slug:slug>/sample/", product_sample.sample, name="product-sample"),
    path("products/<slug:slug>/sample/rows/", product_sample.rows, name="product-sample-rows"),
    path("products/<slug:slug>/lineage/", product_lineage.lineage, name="product-lineage"),
    path("products/<slug:slug>/service-levels/", product_quality.service_levels, name="product-service-levels"),
    path("products/<slug:slug>/fitness/", product_quality.fitness, name="product-fitness"),
    path("products/<slug:slug>/versions/", product_versions.versions, name="product-versions"),
    path("products/<slug:slug>/versions/<version:number>/", product_versions.version, name="product-version"),
    path("products/<slug:slug>/versions/<version:number>/bundle.yaml", product_versions.bundle, name="product-bundle"),
    path("products/<slug:slug>/access/", product.access, name="product-access"),
    path("mesh/", mesh.mesh, name="mesh"),
    path("studio/", studio.studio, name="studio"),
    path("studio/new/", studio.new, name="studio-new"),
    path("studio/example.yaml", studio.example, name="studio-example"),
    path("studio/runs/<int:pk>/", runs.run, name="run"),
    path("studio/runs/<int:pk>/retry/", runs.retry, name="run-retry"),
    path("studio/<slug:slug>/", studio_draft.draft, name="draft"),
    path("studio/<slug:slug>/publish/", studio_draft.publish, name="product-publish"),
    path("studio/<slug:slug>/refresh/", studio_draft.refresh, name="product-refresh"),
    path("studio/<slug:slug>/runs/", studio_life.runs, name="product-runs"),
    path("studio/<slug:slug>/life/", studio_life.life, name="product-life"),
    path("studio/<slug:slug>/deprecate/", studio_life.deprecate, name="product-deprecate"),
    path("studio/<slug:slug>/revive/", studio_life.revive, name="product-revive"),
    path("studio/<slug:slug>/retire/", studio_life.retire, name="product-retire"),
]
