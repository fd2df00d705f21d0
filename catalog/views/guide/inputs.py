"""Second step: what the product is made from."""

from django.utils.translation import gettext as _

from catalog.guide.describing import take_from
from catalog.guide.inputs import INPUT_FIELDS, add_port_of, add_source, input_ports, rename_in_sql
from catalog.guide.work import Work
from catalog.spec.trees import maps, text
from catalog.views.guide.desk import At, Desk
from catalog.views.guide.inputs_forms import InputForm
from catalog.views.guide.origins import Origin, candidates, origins, reachable_port, reachable_table
from catalog.views.guide.step import Done, Forms, GuideStep, NotThere, ask, item_of


class Inputs(GuideStep):
    """The input ports."""

    name = "inputs"
    template = "catalog/studio/guide/inputs.html"

    def forms(self, work: Work, at: At, data=None, *, desk: Desk) -> Forms:
        """One form for each input."""
        sheet = work.product
        return {
            "inputs": [
                InputForm(
                    data,
                    fields=INPUT_FIELDS,
                    tree=port,
                    document=sheet.index,
                    path=path,
                    prefix=f"input-{path[-1]}",
                    title=text(port, "name"),
                    readonly=not desk.may,
                )
                for path, port in input_ports(sheet.tree)
            ]
        }

    def write(self, work: Work, at: At, forms: Forms) -> None:
        """An input that goes by another name does so in the SQL, too."""
        for form in forms["inputs"]:
            old = text(form.tree, "name")
            if "name" in form.apply():
                tables = [text(port, "name") for port in maps(work.product.tree, "inputPorts")]
                rename_in_sql(work, old, text(form.tree, "name"), [*tables, old])

    def act(self, work: Work, at: At, do: str, data, *, desk: Desk) -> Done:
        """Read a port or a table, or do without an input."""
        product = work.product.tree
        if do.startswith("add:port:"):
            port = reachable_port(desk.user, item_of(do))
            ask(port is not None)
            facts = {"port": port.name, "contract_id": port.contract.external_id, "version": port.contract.number}
            return Done(_("It is now read as %(name)s.") % {"name": add_port_of(product, **facts)})
        if do.startswith("add:table:"):
            table = reachable_table(desk.product, item_of(do))
            ask(table is not None)
            return Done(_("It is now read as %(name)s.") % {"name": add_source(product, source=str(table))})
        if do.startswith("remove:input:"):
            ask(take_from(product, "inputPorts", item_of(do)))
            return Done(_("The input is removed."))
        raise NotThere()

    def context(self, desk: Desk, work: Work, at: At, forms: Forms) -> dict:
        """What each input stands for, and what else could be read."""
        known = origins(desk)
        rows = [
            {"form": form, "origin": known.get(text(form.tree, "name")) or Origin(text(form.tree, "name"))}
            for form in forms["inputs"]
        ]
        return {"rows": rows, "find": at.find, "candidates": candidates(desk, at.find) if desk.may else []}
