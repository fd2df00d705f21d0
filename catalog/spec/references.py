"""Where the references inside a contract lead: `table.column`, `schema/<id>/properties/<id>`."""

from collections.abc import Iterable

from catalog.spec.trees import Tree, branch, maps, text


class Tables:
    """The tables and columns of one contract, by every name they go by."""

    def __init__(self, contract: Tree) -> None:
        tables = maps(contract, "schema")
        self.by_name = _Place(tables, ("name", "physicalName"))
        self.by_id = _Place(tables, ("id", "name"))
        self.only = _Place(_inside(tables[0]), ("name", "physicalName")) if len(tables) == 1 else None

    def has(self, reference: str) -> bool:
        """Does a relationship's reference lead to a column here, or away to another file?"""
        if "#" in reference:
            return True
        if "/" in reference:
            steps = reference.strip("/").split("/")
            return steps[0] == "schema" and self.by_id.leads([step for step in steps[1:] if step != "properties"])
        return self.by_name.leads(reference.split("."))

    def has_element(self, element: str) -> bool:
        """Does a service level's element name a table, a column of one, or a column of the only one?"""
        steps = element.split(".")
        return self.by_name.leads(steps) or (self.only is not None and self.only.leads(steps))


class _Place:
    """A list of named things, the first of each name, each opened when a reference first leads into it."""

    def __init__(self, things: Iterable[Tree], keys: tuple[str, str]) -> None:
        self.keys = keys
        self.things: dict[str, Tree] = {}
        self.opened: dict[str, _Place] = {}
        for thing in things:
            for key in keys:
                self.things.setdefault(text(thing, key), thing)

    def leads(self, steps: list[str]) -> bool:
        """Do these steps lead to something?"""
        place = self
        for index, step in enumerate(steps):
            if not step or step not in place.things:
                return False
            if index < len(steps) - 1:
                if step not in place.opened:
                    place.opened[step] = _Place(_inside(place.things[step]), self.keys)
                place = place.opened[step]
        return True


def _inside(thing: Tree) -> tuple[Tree, ...]:
    return (*maps(thing, "properties"), *maps(branch(thing, "items"), "properties"))
