"""Examples of what is said and asked: messages, empty and broken places, ways on, questions."""

from catalog.views.styleguide.example import EXAMPLES, Example

EXAMPLES.add("alert")(
    [
        Example("info", {"text": "This product is built anew every night.", "tone": "info"}),
        Example("good", {"text": "Access is open.", "title": "You can read it", "tone": "good"}),
        Example("warn, with a way on", {"text": "It ends on 31 March.", "title": "Deprecated", "tone": "warn",
                                        "url": "/products/", "label": "To its successor"}),
        Example("bad", {"text": "The last build failed.", "tone": "bad"}),
        Example("can be put away", {"text": "Your draft was saved.", "tone": "good", "close": True}),
    ]
)  # fmt: skip
EXAMPLES.add("empty")(
    [
        Example("a sentence", {"text": "Nobody has asked a question yet."}),
        Example("with a way on", {"icon": "list-search", "title": "No product has these words",
                                  "text": "Search for fewer or shorter words.", "url": "/products/",
                                  "label": "Show all products"}),
    ]
)  # fmt: skip
EXAMPLES.add("error")(
    [
        Example("a sentence", {"text": "The sample could not be read."}),
        Example("with advice and what the machine said", {
            "text": "The warehouse did not answer.", "advice": "Try again in a minute; the platform team knows.",
            "detail": "connection timed out after 5 s", "url": "/products/", "label": "Try again"}),
    ]
)  # fmt: skip
EXAMPLES.add("skeleton")(
    [
        Example("rows", {"kind": "rows", "text": "The rows are being read."}),
        Example("cards", {"kind": "card", "text": "The products are being found."}),
        Example("a drawing", {"kind": "chart", "text": "The drawing is being made."}),
    ]
)
EXAMPLES.add("confirm")(
    [
        Example("dangerous", {"id": "sg-confirm-danger", "title": "Delete “Safety in oncology”?", "tone": "danger",
                              "text": "It is gone from your list.", "action": "#", "label": "Delete"}),
        Example("asks why", {"id": "sg-confirm-reason", "title": "Give this access back?", "reason": True,
                             "text": "You read Adverse events no more from now on.", "action": "#",
                             "label": "Give it back", "reason_label": "What was it good for?"}),
    ]
)  # fmt: skip
EXAMPLES.add("breadcrumbs")(
    [
        Example("the way here", {"crumbs": [
            {"label": "Marketplace", "url": "/"}, {"label": "Clinical", "url": "/products/?domain=clinical"},
            {"label": "Adverse events", "url": ""}]}),
    ]
)  # fmt: skip
EXAMPLES.add("header")(
    [
        Example("of a part, with all of it", {"title": "Promises", "level": 2, "lead": "Measured all day.", "actions": [
            {"label": "Measure now", "url": "#", "icon": "refresh", "tone": "primary"},
            {"label": "All incidents", "url": "/mesh/"}]}),
        Example("of a part", {"title": "Consumers", "level": 2}),
    ]
)  # fmt: skip
EXAMPLES.add("tabs")(
    [
        Example("with drawings and counts", {"label": "Example of parts of a product", "tabs": [
            {"label": "Overview", "url": "#", "active": True, "icon": "eye"},
            {"label": "Incidents", "url": "#", "active": False, "icon": "alert-triangle", "count": 3}]}),
        Example("words alone", {"label": "Example of parts of a list", "tabs": [
            {"label": "To decide", "url": "#", "active": False}, {"label": "Decided", "url": "#", "active": True}]}),
    ]
)  # fmt: skip
EXAMPLES.add("pagination")(
    [Example("in the middle", {"previous": "?page=1", "next": "?page=3", "shown": "25–48 of 64"})]
)
EXAMPLES.add("search")([Example("with words", {"q": "adverse events", "keep": [("domain", "clinical")]})])
EXAMPLES.add("facets")(
    [
        Example("with a choice", {"clear_url": "#", "facets": [
            {"label": "Domain", "options": [
                {"label": "Clinical", "url": "#", "count": 7, "active": True},
                {"label": "Flight Operations", "url": "#", "count": 6, "active": False}]},
            {"label": "Fitness", "options": [{"label": "Excellent", "url": "#", "count": 4, "active": False}]}]}),
    ]
)  # fmt: skip
EXAMPLES.add("code")(
    [
        Example("with a caption", {"code": "select arm, count(*) from events group by arm", "label": "SELECT",
                                   "caption": "Adverse events by arm"}),
        Example("as it is", {"code": "pip install pyarrow", "label": "Command"}),
    ]
)  # fmt: skip
EXAMPLES.add("snippets")(
    [
        Example("in three languages", {"id": "sg-snippets", "legend": "How to read Adverse events", "snippets": [
            {"label": "Python", "code": "pyarrow.parquet.read_table(address)"},
            {"label": "R", "code": "arrow::read_parquet(address)"},
            {"label": "curl", "code": "curl -H 'Authorization: Bearer …' $ADDRESS"}]}),
    ]
)  # fmt: skip
