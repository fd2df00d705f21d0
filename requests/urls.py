"""Where the pages of access are."""

app_name = "requests"
urlpatterns = []
