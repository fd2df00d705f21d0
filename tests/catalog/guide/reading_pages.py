"""What a browser would send of the form on a page."""

from html.parser import HTMLParser


class _Reader(HTMLParser):
    """Gathers the fields of the form with one id."""

    def __init__(self, form):
        super().__init__()
        self.wanted, self.inside = form, False
        self.fields: dict[str, list[str]] = {}
        self.area: list[str] | None = None
        self.name = ""
        self.select: list[tuple[str, bool]] | None = None

    def handle_starttag(self, tag, attrs):
        """A field, or a part of one."""
        told = dict(attrs)
        if tag == "form":
            self.inside = told.get("id") == self.wanted
        if not self.inside or "disabled" in told:
            return
        name, kind = told.get("name") or "", told.get("type")
        if tag == "input" and name:
            chosen = kind not in ("checkbox", "radio") or "checked" in told
            if chosen and told.get("form", self.wanted) == self.wanted:
                self.fields.setdefault(name, []).append(told.get("value") or ("on" if kind == "checkbox" else ""))
        elif tag == "textarea":
            self.name, self.area = name, []
        elif tag == "select":
            self.name, self.select = name, []
        elif tag == "option" and self.select is not None:
            self.select.append((told.get("value") or "", "selected" in told))

    def handle_data(self, data):
        """The text of a textarea."""
        if self.area is not None:
            self.area.append(data)

    def handle_endtag(self, tag):
        """The end of a field: a textarea loses its first line end, as in a browser."""
        if tag == "textarea" and self.area is not None:
            text = "".join(self.area)
            self.fields[self.name] = [text.removeprefix("\n").replace("\n", "\r\n")]
            self.area = None
        elif tag == "select" and self.select is not None:
            chosen = [value for value, selected in self.select if selected] or [value for value, _ in self.select[:1]]
            self.fields[self.name] = chosen
            self.select = None
        elif tag == "form":
            self.inside = False


def filled_in(answer, form="guide-form") -> dict[str, list[str]]:
    """The fields of a form as they stand on the page."""
    reader = _Reader(form)
    reader.feed(answer.content.decode())
    return reader.fields
