"""The search in the console."""

from django.contrib import admin

from catalog.models import LoggedSearch, RouteTerms, SearchEntry, SearchFacts, SearchWord, Synonym
from marketplace.foundation.console.model_admin import RecordAdmin


@admin.register(SearchEntry)
class SearchEntryAdmin(RecordAdmin):
    """What the search reads."""

    list_display = ["product", "indexed_at"]
    list_filter = ["indexed_at"]
    search_fields = ["product__name", "product__slug"]
    date_hierarchy = "indexed_at"
    joined = ("product",)


@admin.register(SearchFacts)
class SearchFactsAdmin(RecordAdmin):
    """What lists are narrowed and ordered by."""

    list_display = ["product", "status", "domain", "band", "score", "freshness", "uses"]
    list_filter = ["status", "band", "freshness"]
    search_fields = ["title", "product__slug"]
    joined = ("product", "domain")


@admin.register(RouteTerms)
class RouteTermsAdmin(RecordAdmin):
    """What decides the way of a wish for a port; the index writes it."""

    list_display = ["digest", "classifications", "plain_for"]
    search_fields = ["digest"]


@admin.register(SearchWord)
class SearchWordAdmin(RecordAdmin):
    """The words of the catalog."""

    list_display = ["word", "kind", "products"]
    list_filter = ["kind"]
    search_fields = ["word"]


@admin.register(Synonym)
class SynonymAdmin(RecordAdmin):
    """What means the same; kept on its page under governance."""

    list_display = ["term", "meaning", "added_by", "created_at"]
    list_filter = ["created_at"]
    search_fields = ["term", "meaning"]
    joined = ("added_by",)


@admin.register(LoggedSearch)
class LoggedSearchAdmin(RecordAdmin):
    """What was searched for."""

    list_display = ["text", "hits", "person", "at"]
    list_filter = ["at"]
    search_fields = ["text", "words"]
    date_hierarchy = "at"
    joined = ("person",)
