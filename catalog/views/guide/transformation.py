"""Third step: how each output port is made."""

from catalog.guide.made import made_columns
from catalog.guide.outputs import SQL_FIELDS
from catalog.guide.work import Work, column_names
from catalog.spec.trees import branch, text
from catalog.trials.policies import may_try
from catalog.views.editors import sql_editor
from catalog.views.guide.desk import At, Desk
from catalog.views.guide.origins import for_editor, origins, tables_of
from catalog.views.guide.ports import port_rows
from catalog.views.guide.step import Forms, PortStep
from catalog.views.guide.transformation_forms import SqlForm


class Transformation(PortStep):
    """The transformations."""

    name = "transformation"
    template = "catalog/studio/guide/transformation.html"

    def forms(self, work: Work, at: At, data=None, *, desk: Desk) -> Forms:
        """The SELECT of one port."""
        at, _place, port = self.at_port(work, at)
        if port is None:
            return {}
        sheet = work.about("transformation", at.port)
        form = SqlForm(
            data,
            fields=SQL_FIELDS,
            tree=sheet.tree,
            document=sheet.index,
            prefix="sql",
            title=at.port,
            readonly=not desk.may,
        )
        return {"sql": form}

    def context(self, desk: Desk, work: Work, at: At, forms: Forms) -> dict:
        """The inputs with their columns, and what the SELECT makes against what the contract promises."""
        at, _place, port = self.at_port(work, at)
        known = origins(desk)
        context = {
            "ports": port_rows(desk, work, at),
            "port": at.port,
            "inputs": list(known.values()),
            "may_try": may_try(desk.user, desk.product),
        }
        if port is None:
            return context
        form = forms["sql"]
        form.fields["sql"].widget.attrs |= sql_editor(desk.product.slug, at.port, for_editor(known))
        if not desk.may:
            form.fields["sql"].widget.attrs["readonly"] = True
        sql, contract = text(form.tree, "sql"), work.contract(port)
        made = made_columns(sql, tables_of(known)) if sql.strip() else []
        promised = column_names(contract.tree) if contract else []
        return context | {
            "made": _against(made, promised) if made is not None else None,
            "repository": branch(form.tree, "repository"),
        }


def _against(made, promised: list[str]) -> list[dict]:
    """The columns that are made or promised, each with which of the two it is."""
    names, wanted = {each.name.lower() for each in made}, {name.lower() for name in promised}
    rows = [
        {"name": each.name, "type": each.logical_type, "made": True, "promised": each.name.lower() in wanted}
        for each in made
    ]
    return rows + [
        {"name": name, "type": "", "made": False, "promised": True} for name in promised if name.lower() not in names
    ]
