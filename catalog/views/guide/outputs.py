"""Fourth step: where the product can be read, and what each place promises to hold."""

from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from catalog.guide.columns import column_fields, settle_keys
from catalog.guide.describing import may_be_raised, move_in, newest
from catalog.guide.fields import Field
from catalog.guide.made import made_columns
from catalog.guide.outputs import (
    CONTRACT_FIELDS,
    PORT_ORDER,
    TABLE_FIELDS,
    add_column,
    add_contract,
    add_output_port,
    columns_of,
    forget_column,
    keep_table,
    port_fields,
    remove_output_port,
    rename_column,
    rename_output_port,
    table_sheet,
    take_columns,
)
from catalog.guide.work import Work
from catalog.spec.trees import text
from catalog.views.guide.desk import At, Desk
from catalog.views.guide.navigation import address
from catalog.views.guide.origins import origins, tables_of
from catalog.views.guide.outputs_forms import ColumnForm, ContractForm, PortForm, TableForm
from catalog.views.guide.ports import port_rows
from catalog.views.guide.step import Done, Forms, PortStep, ask, item_of
from catalog.views.proposal_panel import proposal_panel

PAGE = 30  # columns on a page

NAME = Field("name", ("name",), order=PORT_ORDER)


class Outputs(PortStep):
    """The output ports, their contracts and columns."""

    name = "outputs"
    template = "catalog/studio/guide/outputs.html"

    def forms(self, work: Work, at: At, data=None, *, desk: Desk) -> Forms:
        """The port, its contract, its table, and one page of its columns."""
        at, place, port = self.at_port(work, at)
        if port is None:
            return {}
        readonly = not desk.may
        product = work.product
        forms: Forms = {
            "port": PortForm(
                data,
                fields=[NAME, *port_fields(product.tree)],
                tree=port,
                document=product.index,
                path=("outputPorts", place),
                prefix="port",
                title=at.port,
                readonly=readonly,
            ),
            "columns": [],
        }
        found = table_sheet(work, port)
        if found is None:
            return forms
        contract, path, table = found
        common = {"document": contract.index, "readonly": readonly}
        forms["contract"] = ContractForm(
            data, fields=CONTRACT_FIELDS, tree=contract.tree, prefix="contract", title=_("Contract"), **common
        )
        forms["table"] = TableForm(
            data, fields=TABLE_FIELDS, tree=table, path=path, prefix="table", title=_("Table"), **common
        )
        version = text(contract.tree, "apiVersion")
        forms["columns"] = [
            ColumnForm(
                data,
                fields=column_fields(column, version),
                tree=column,
                path=(*path, "properties", spot),
                prefix=f"column-{spot}",
                title=text(column, "name"),
                **common,
            )
            for spot, column in _shown(columns_of(table), at, data)
        ]
        return forms

    def write(self, work: Work, at: At, forms: Forms) -> At | None:
        """What refers to a port or a column follows its name."""
        at, _place, port = self.at_port(work, at)
        if port is None:
            return None
        old = at.port
        keys = False
        for form in forms["columns"]:
            before = text(form.tree, "name")
            changed = form.apply()
            keys = keys or "primary_key" in changed
            if "name" in changed:
                rename_column(work, port, before, text(form.tree, "name"))
        if "contract" in forms:
            forms["contract"].apply()
            if forms["table"].apply():
                keep_table(work.contract(port), forms["table"].tree)
        if keys and (found := table_sheet(work, port)):
            settle_keys(found[2])
        forms["port"].apply()
        new = text(port, "name")
        if new != old:
            rename_output_port(work, old, new)
        return replace(at, port=new)

    def act(self, work: Work, at: At, do: str, data, *, desk: Desk) -> Done:
        """Add, remove and move ports and columns; take the columns from the SELECT."""
        if do == "add:port":
            name = add_output_port(work, data.get("new_port", "").strip()[:120] or text(work.product.tree, "name"))
            return Done(
                _("The output port %(name)s is there.") % {"name": name}, At("outputs", port=name), "id_port-name"
            )
        at, place, port = self.at_port(work, at)
        ask(port is not None)
        if do == "remove:port":
            remove_output_port(work, place)
            words = _("The output port %(name)s is removed, with its contract, SQL and policy.") % {"name": at.port}
            return Done(words, At("outputs"))
        found = table_sheet(work, port)
        if do == "add:contract":
            ask(found is None)
            add_contract(work, port)
            return Done(_("The port has a contract now."))
        ask(found is not None)
        contract, _path, table = found
        if do == "raise":
            ask(may_be_raised("odcs", contract.tree))
            contract.tree["apiVersion"] = newest("odcs")
            return Done(_("The contract declares the newest version of its standard."))
        done = _about_columns(work, at, do, desk, port, table)
        keep_table(contract, table)
        return done

    def context(self, desk: Desk, work: Work, at: At, forms: Forms) -> dict:
        """The ports, the page of columns, and what the SELECT makes that is not promised yet."""
        at, _place, port = self.at_port(work, at)
        context = {"ports": port_rows(desk, work, at), "port": at.port}
        found = table_sheet(work, port) if port is not None else None
        if found is None:
            return context | {"contract_missing": port is not None}
        contract, _path, table = found
        proposals = proposal_panel(desk.user, desk.product, at.port)
        every = columns_of(table)
        sought = _fitting(every, at)
        made = _made(desk, work, at.port)
        return context | {
            "contract_id": text(contract.tree, "id"),
            "older": text(contract.tree, "apiVersion") if may_be_raised("odcs", contract.tree) else "",
            "newest": newest("odcs"),
            "total": len(every),
            "sought": len(sought),
            "find": at.find,
            "pages": _pages(desk, at, len(sought)),
            "proposals": proposals,
            "proposals_first": bool(proposals["waiting"] or proposals["stage"]),
            "offer": _offer(made, [text(column, "name") for _spot, column in every]),
        }


def _about_columns(work: Work, at: At, do: str, desk: Desk, port, table) -> Done:
    """What buttons at the list of columns do."""
    if do == "take":
        made = _made(desk, work, at.port)
        ask(bool(made))
        taken = take_columns(table, made)
        for name in taken.removed:
            forget_column(work, port, name)
        return Done(_taken_words(taken), replace(at, page=1, find=""))
    if do == "add:column":
        add_column(table)
        columns = columns_of(table)
        last = -(-len(columns) // PAGE)
        return Done("", replace(at, page=last, find=""), f"id_column-{columns[-1][0]}-name")
    if do.startswith("remove:column:"):
        spot = item_of(do)
        column = dict(columns_of(table)).get(spot)
        ask(column is not None)
        name = text(column, "name")
        del table["properties"][spot]
        if not table["properties"]:
            del table["properties"]
        forget_column(work, port, name)
        return Done(_("The column %(name)s is removed.") % {"name": name})
    step = {"up": -1, "down": 1}.get(do.partition(":")[0], 0)
    ask(bool(step) and move_in(table, "properties", item_of(do), step))
    return Done(focus=f"id_column-{item_of(do) + step}-name")


def _taken_words(taken) -> str:
    parts = [_("The contract promises what the SELECT makes")]
    if taken.added:
        parts.append(_("new: %(names)s") % {"names": ", ".join(taken.added)})
    if taken.removed:
        parts.append(_("removed: %(names)s") % {"names": ", ".join(taken.removed)})
    return "; ".join(parts) + "."


@dataclass(frozen=True)
class Offer:
    """What taking the columns from the SELECT would do."""

    added: list[str]
    removed: list[str]
    moved: bool

    @property
    def is_needed(self) -> bool:
        """Would it change anything?"""
        return bool(self.added or self.removed or self.moved)


def _offer(made, promised: list[str]) -> Offer | None:
    if not made:
        return None
    names, known = [each.name.lower() for each in made], [name.lower() for name in promised]
    return Offer(
        added=[each.name for each in made if each.name.lower() not in known],
        removed=[name for name in promised if name.lower() not in names],
        moved=[name for name in names if name in known] != [name for name in known if name in names],
    )


def _made(desk: Desk, work: Work, port: str):
    """The columns that the SELECT of a port makes; None where there is none, or only running it can tell."""
    sql = next(
        (text(each.tree, "sql") for each in work.of("transformation") if text(each.tree, "outputPort") == port), ""
    )
    return made_columns(sql, tables_of(origins(desk))) if sql.strip() else None


def _shown(columns: list, at: At, data) -> list:
    """The columns that are on the page, or were on the page that was sent: a new name may not fit what was sought."""
    if data is not None:
        return [(spot, column) for spot, column in columns if f"column-{spot}-name" in data]
    return _page_of(_fitting(columns, at), at)


def _fitting(columns: list, at: At) -> list:
    """The columns that fit what was sought."""
    wanted = at.find.lower()
    if not wanted:
        return columns
    keys = ("name", "businessName", "description", "classification")
    return [
        (spot, column)
        for spot, column in columns
        if any(wanted in text(column, key).lower() for key in keys) or any(wanted in tag for tag in _tags(column))
    ]


def _tags(column) -> list[str]:
    tags = column.get("tags")
    return [str(each).lower() for each in tags] if isinstance(tags, list) else []


def _page_of(columns: list, at: At) -> list:
    last = max(-(-len(columns) // PAGE), 1)
    page = min(at.page, last)
    return columns[(page - 1) * PAGE : page * PAGE]


def _pages(desk: Desk, at: At, count: int) -> list[dict]:
    """The pages of a long list of columns; none where there is one."""
    last = -(-count // PAGE)
    here = min(at.page, max(last, 1))
    return [
        {
            "label": f"{(page - 1) * PAGE + 1}–{min(page * PAGE, count)}",
            "url": address(desk.product.slug, replace(at, page=page)),
            "active": page == here,
        }
        for page in range(1, last + 1)
        if last > 1
    ]
