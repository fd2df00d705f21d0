"""Where the pages of the catalog are."""

app_name = "catalog"
urlpatterns = []
