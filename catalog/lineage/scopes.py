"""One walk over the scopes of a SELECT whose names are resolved: what makes each column, and what decides its rows."""

from collections.abc import Iterable, Iterator, Mapping

from sqlglot import exp
from sqlglot.dialects.duckdb import DuckDB
from sqlglot.optimizer.scope import Scope, traverse_scope

from catalog.lineage.expressions import LEAVES, fits, parts_of, steps
from catalog.lineage.results import ALL, Result, Source, Sources, once
from catalog.lineage.transformations import INDIRECT, Transformation, through

COLUMNS = (exp.Column, exp.TableColumn, exp.Star)
DECIDES: dict[str, Transformation] = {
    "where": "FILTER",
    "having": "FILTER",
    "qualify": "FILTER",
    "group": "GROUP_BY",
    "order": "SORT",
    "distinct": "GROUP_BY",
}


class Walk:
    """Walks each scope once and remembers what it answers."""

    def __init__(self, tree: exp.Expr, schemas: Mapping[str, Mapping[str, str]], *, joined_by_name: bool) -> None:
        self._known = {table.lower(): [name.lower() for name in columns] for table, columns in schemas.items()}
        self._scopes = {id(scope.expression): scope for scope in traverse_scope(tree)}
        self._results: dict[int, Result] = {}
        self._looking: set[int] = set()
        self._joined_by_name = joined_by_name
        self._writer = DuckDB().generator()
        result = self._query(tree)
        self.columns, self.rows = result.columns, result.rows

    def _query(self, query: exp.Expr) -> Result:
        """What a query answers; while it is being walked (a recursive one), what is known of it so far."""
        query = query.unnest()
        if id(query) not in self._results:
            self._results[id(query)] = result = Result()
            if isinstance(query, exp.SetOperation):
                self._set_operation(query, result)
            elif isinstance(query, exp.Select) and id(query) in self._scopes:
                self._select(query, self._scopes[id(query)], result)
            elif isinstance(query, exp.Table) and id(query) in self._scopes:
                result.columns = [(ALL, self._whole(self._scopes[id(query)]))]
        return self._results[id(query)]

    def _set_operation(self, query: exp.SetOperation, result: Result) -> None:
        left = self._query(query.left)
        result.columns, result.rows = list(left.columns), left.rows
        right = self._query(query.right)
        kept: Sources = ()
        if not isinstance(query, exp.Union):
            kept = tuple(source.used("FILTER") for source in right.everything())
        elif query.args.get("by_name"):
            names = list(dict.fromkeys(name.lower() for name, _sources in (*left.columns, *right.columns)))
            result.columns = [(name, once((left.column(name), right.column(name)))) for name in names]
        else:
            beside = [sources for _name, sources in right.columns]
            beside += [()] * (len(left.columns) - len(beside))
            result.columns = [
                (name, once((sources, more))) for (name, sources), more in zip(left.columns, beside, strict=False)
            ]
        order = self._used(query.args.get("order"), self._scopes[id(query)], "SORT", result)
        result.rows = once((left.rows, kept, right.rows, order))

    def _select(self, select: exp.Select, scope: Scope, result: Result) -> None:
        for projection in select.selects:
            result.columns += self._projected(projection, scope)
        rows = [self._query(query).rows for query in _inner(scope)]
        for join in select.args.get("joins") or ():
            rows.append(self._used(join.args.get("on"), scope, "JOIN", result))
            for name in join.args.get("using") or ():
                rows.append(self._used(exp.column(name.copy()), scope, "JOIN", result))
        for part, transformation in DECIDES.items():
            rows.append(self._used(select.args.get(part), scope, transformation, result))
        result.rows = once(rows)

    def _projected(self, projection: exp.Expr, scope: Scope) -> list[tuple[str, Sources]]:
        """The columns that one item of a SELECT makes: one, unless it stands for any number of them."""
        value = projection.unalias()
        if isinstance(value, exp.Columns):
            return self._chosen(value, scope)
        sources = self._explained(value, self._sources(value, scope, "IDENTITY"))
        stars = (star for star in value.find_all(exp.Star, exp.Columns) if not isinstance(star.parent, exp.Count))
        many = next(stars, None) is not None or not projection.alias_or_name
        return [(ALL if many else projection.alias_or_name, sources)]

    def _used(self, node: exp.Expr | None, scope: Scope, transformation: Transformation, result: Result) -> Sources:
        """What a clause looks at. GROUP BY ALL and ORDER BY ALL look at what is selected."""
        if node is None:
            return ()
        if isinstance(node, exp.Group) and node.args.get("all"):
            made = [source for source in result.everything() if source.transformation in ("IDENTITY", "TRANSFORMATION")]
            return tuple(source.used(transformation) for source in made)
        if isinstance(node, exp.Order) and any(one.name.lower() == "all" for one in node.find_all(exp.Var, exp.Column)):
            return tuple(source.used(transformation) for source in result.everything())
        found: list[Iterable[Source]] = []
        for part in parts_of(node):
            sources = self._sources(part, scope, transformation, result)
            found.append(self._explained(part.this if isinstance(part, exp.Ordered) else part, sources))
        return once(found)

    def _explained(self, node: exp.Expr, sources: Sources) -> Sources:
        """Sources that say in which expression they are used; a plain copy needs none."""
        if all(source.expression or source.transformation == "IDENTITY" for source in sources):
            return sources
        # Writing changes what is written; only what holds a query is looked at again, and so is worth a copy.
        text = self._writer.generate(node, copy=node.find(exp.Query) is not None)
        return tuple(
            source if source.expression or source.transformation == "IDENTITY" else source._replace(expression=text)
            for source in sources
        )

    def _sources(self, node: exp.Expr, scope: Scope, how: Transformation, own: Result | None = None) -> Sources:
        """The sources of an expression, each once.

        `own` is what the SELECT itself answers, for clauses that see the names it gives.
        """
        found: list[Source] = []
        self._collect(node, scope, how, own, found)
        return tuple(dict.fromkeys(found))

    def _collect(
        self, node: exp.Expr, scope: Scope, how: Transformation, own: Result | None, found: list[Source]
    ) -> None:
        if isinstance(node, COLUMNS):
            found.extend([source.used(how) for source in self._column(node, scope, own)])
        elif isinstance(node, exp.Columns):
            found.extend(source.used(how) for _name, sources in self._chosen(node, scope) for source in sources)
        elif isinstance(node, exp.Query):
            result = self._query(node)
            direct = through("TRANSFORMATION", how)
            found.extend(source.used(direct) for source in result.everything())
            found.extend(source.used(how if how in INDIRECT else "IDENTITY") for source in result.rows)
        elif not isinstance(node, LEAVES):
            windows = scope.expression.args.get("windows") or ()
            for child, step in steps(node, windows, joined_by_name=self._joined_by_name):
                self._collect(child, scope, how if how in INDIRECT else through(how, step), own, found)
            if isinstance(node, exp.Count) and isinstance(node.this, exp.Star):
                found.extend(source.used(through("AGGREGATION", how)) for source in self._whole(scope))

    def _column(self, node: exp.Expr, scope: Scope, own: Result | None) -> Sources:
        """What a name stands for: a column of a source, a name of the SELECT itself, a whole row, or nobody knows."""
        if isinstance(node, exp.Star) or isinstance(node.this, exp.Star):
            table = node.table if isinstance(node, exp.Column) else ""
            return self._of(scope, table, ALL) if table else self._whole_columns(scope)
        if isinstance(node, exp.Column) and node.table:
            return self._of(scope, node.table, node.name)
        if own is not None and (named := own.own(node.name)) is not None:
            return named
        if node.name in scope.selected_sources:
            return self._of(scope, node.name, ALL)
        return self._guessed(scope, node.name)

    def _chosen(self, node: exp.Columns, scope: Scope) -> list[tuple[str, Sources]]:
        """The columns that COLUMNS(…) picks: by a pattern, or all; `*` for a source whose columns are not known."""
        pattern = node.this.name if isinstance(node.this, exp.Literal) else ""
        chosen: list[tuple[str, Sources]] = []
        for alias in scope.selected_sources:
            names = self._names(scope, alias) or [ALL]
            fitting = [name for name in names if name == ALL or fits(pattern, name)]
            chosen += [(name, self._of(scope, alias, name)) for name in fitting]
        return chosen

    def _guessed(self, scope: Scope, name: str) -> Sources:
        """A bare name that could not be resolved belongs to the source that has it, or may have it."""
        sources = [alias for alias, (_node, source) in scope.selected_sources.items() if not _makes_rows(source)]
        sure = [alias for alias in sources if name.lower() in self._names(scope, alias)]
        unknown = [alias for alias in sources if not self._names(scope, alias)]
        if sure or len(unknown) == 1:
            return once(self._of(scope, alias, name) for alias in sure or unknown)
        return once(self._of(scope, alias, ALL) for alias in unknown or sources)

    def _names(self, scope: Scope, alias: str) -> list[str]:
        """The columns of a source, as far as they are known."""
        source = scope.sources[alias]
        if isinstance(source, exp.Table):
            return self._known.get(source.name.lower(), [])
        return [name.lower() for name, _sources in self._query(source.expression).columns if name != ALL]

    def _of(self, scope: Scope, alias: str, name: str) -> Sources:
        """What makes one column, or with `*` all columns, of a source that is visible in a scope or around it."""
        around: Scope | None = scope
        while around is not None and alias not in around.sources:
            around = around.parent
        if around is None:
            return self._whole(scope)
        source = around.sources[alias]
        if isinstance(source, exp.Table):
            if source.args.get("pivots"):
                return (Source(source.name.lower(), ALL, "AGGREGATION"),)
            if not isinstance(source.this, exp.Identifier):
                return once(self._sources(one, around, "TRANSFORMATION") for one in source.this.iter_expressions())
            return (Source(source.name.lower(), name.lower(), "IDENTITY"),)
        if source.is_udtf:
            return self._table_function(source.expression, around, name)
        result = self._query(source.expression)
        return result.everything() if name == ALL else result.column(name) or result.column(ALL)

    def _table_function(self, node: exp.Expr, scope: Scope, name: str) -> Sources:
        """UNNEST and its like make rows out of columns; LATERAL and VALUES are queries of their own."""
        inner = node.this.unnest() if isinstance(node.this, exp.Expr) else None
        if isinstance(inner, exp.Query):
            result = self._query(inner)
            return result.everything() if name == ALL else result.column(name)
        return self._explained(
            node, once(self._sources(one, scope, "TRANSFORMATION") for one in node.iter_expressions())
        )

    def _whole(self, scope: Scope) -> Sources:
        """The rows of all tables that a scope reads."""
        found: list[Iterable[Source]] = []
        for _node, source in scope.selected_sources.values():
            if isinstance(source, Scope):
                found.append(self._whole_query(source.expression))
            elif isinstance(source.this, exp.Identifier):
                found.append((Source(source.name.lower(), ALL, "IDENTITY"),))
        return once(found)

    def _whole_query(self, query: exp.Expr) -> Sources:
        """The rows of all tables that a query reads; nothing while a recursive one is being looked into."""
        query = query.unnest()
        if isinstance(query, exp.SetOperation):
            return once((self._whole_query(query.left), self._whole_query(query.right)))
        scope = self._scopes.get(id(query))
        if scope is None or scope.is_udtf or id(query) in self._looking:
            return ()
        self._looking.add(id(query))
        try:
            return self._whole(scope)
        finally:
            self._looking.discard(id(query))

    def _whole_columns(self, scope: Scope) -> Sources:
        """All columns of all sources, for a star that nobody could write out."""
        return once(self._of(scope, alias, ALL) for alias in scope.selected_sources)


def _makes_rows(source: exp.Expr | Scope) -> bool:
    """Is it UNNEST or the like, whose columns are always named?"""
    return isinstance(source, Scope) and source.is_udtf


def _inner(scope: Scope) -> Iterator[exp.Expr]:
    """The queries that a scope selects from, those behind LATERAL among them."""
    for _node, source in scope.selected_sources.values():
        if isinstance(source, Scope):
            expression = source.expression
            inner = expression.this if isinstance(expression, exp.Lateral) else expression
            if isinstance(inner.unnest(), exp.Query):
                yield inner
