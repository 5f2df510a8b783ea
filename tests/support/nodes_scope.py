"""What the queries of a statement read where tables are parted by bucket over the nodes of Citus: what of it gives
rows of nodes where they are, and what has been fetched before. Read from the parsed statement."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from engine_rules import Catalog, _all, _children, _names
from pglast import ast
from pglast.enums.parsenodes import CTEMaterialize

_STATEMENTS = (ast.SelectStmt, ast.UpdateStmt, ast.DeleteStmt, ast.InsertStmt)


@dataclass(frozen=True)
class Source:
    """What stands in a FROM: whether it gives rows of nodes, whether it is a table of the coordinator, its columns."""

    of_nodes: bool
    table: str = ""
    columns: frozenset[str] = frozenset()
    lateral: bool = False


@dataclass
class Query:
    """A query, what it reads by alias, and the one that it stands in, for each row of which it may be run."""

    node: ast.Node
    ctes: Mapping[str, Source]
    above: "Query | None" = None
    each_row: bool = False
    sublink: bool = False
    sources: dict[str, Source] = field(default_factory=dict)

    @property
    def of_nodes(self) -> bool:
        return any(source.of_nodes for source in self.sources.values())


@dataclass(frozen=True)
class Scopes:
    """What the database has: its tables, those that each node has whole, and the views that unite."""

    catalog: Catalog
    whole: Collection[str]
    views: Collection[str]

    def queries(
        self,
        node: ast.Node,
        above: Query | None,
        ctes: Mapping[str, Source],
        each_row: bool = False,
        sublink: bool = False,
    ) -> Iterator[Query]:
        if isinstance(node, _STATEMENTS):
            ctes = self._with(node, ctes)
            above = Query(node, ctes, above, each_row or sublink, sublink, self.read(node, ctes))
            yield above
        for child in _children(node):
            if isinstance(child, ast.WithClause):
                yield from self.queries(child, above.above if above else None, ctes)
            else:
                lateral = bool(getattr(node, "lateral", False))
                yield from self.queries(child, above, ctes, lateral, isinstance(node, ast.SubLink))

    def _with(self, node: ast.Node, ctes: Mapping[str, Source]) -> Mapping[str, Source]:
        """What each common table expression gives: rows of nodes where it is put into the query that names it."""
        clause = getattr(node, "withClause", None)
        known = dict(ctes)
        for cte in clause.ctes if clause else ():
            named = sum(
                isinstance(part, ast.RangeVar) and part.relname == cte.ctename
                for part in _all(node)
            )
            never = cte.ctematerialized == CTEMaterialize.CTEMaterializeNever
            within = never or (
                cte.ctematerialized == CTEMaterialize.CTEMaterializeDefault and named == 1
            )
            body, names = cte.ctequery, _names(cte.aliascolnames or ())
            columns = frozenset(names or self._columns(body, known))
            known[cte.ctename] = Source(within and self.gives(body, known), columns=columns)
        return known

    def read(self, node: ast.Node, ctes: Mapping[str, Source]) -> dict[str, Source]:
        """What stands in the FROM of a query, by alias."""
        return {
            alias: source
            for item in sources_of(node)
            for alias, source in self._sources(item, ctes).items()
        }

    def _sources(self, item: ast.Node, ctes: Mapping[str, Source]) -> dict[str, Source]:
        """What an item of a FROM reads, by alias."""
        if isinstance(item, ast.JoinExpr):
            return self._sources(item.larg, ctes) | self._sources(item.rarg, ctes)
        alias = getattr(item, "alias", None)
        if isinstance(item, ast.RangeVar):
            name = item.relname
            there = ctes.get(name) or Source(
                name in self.catalog.parted and name not in self.views,
                name,
                self.catalog.columns.get(name, frozenset()),
            )
            return {alias.aliasname if alias else name: there}
        columns = frozenset(_names(alias.colnames or ())) if alias else frozenset()
        if isinstance(item, ast.RangeSubselect):
            columns = columns or self._columns(item.subquery, ctes)
            lateral = bool(item.lateral)
            each_row = lateral or names_others(item.subquery)
            of_nodes = self.gives(item.subquery, ctes, each_row=each_row)
            return {alias.aliasname: Source(of_nodes, "", columns, lateral)}
        defined = frozenset(part.colname for part in getattr(item, "coldeflist", None) or ())
        return {alias.aliasname: Source(False, columns=columns | defined)} if alias else {}

    def gives(self, node: ast.Node, ctes: Mapping[str, Source], *, each_row: bool = False) -> bool:
        """Whether a query within another gives rows of nodes where they are, rather than what was fetched of them."""
        if not isinstance(node, ast.SelectStmt):
            return False
        ctes = self._with(node, ctes)
        if node.larg:
            sides = self.gives(node.larg, ctes), self.gives(node.rarg, ctes)
            alike = "bucket" in self._columns(node, ctes)
            return all(sides) and (alike or each_row) and not node.limitCount
        return any(s.of_nodes for s in self.read(node, ctes).values()) and (
            each_row or not merges(node)
        )

    def _columns(self, node: ast.Node, ctes: Mapping[str, Source]) -> frozenset[str]:
        """The columns that a query gives."""
        if getattr(node, "larg", None):
            return self._columns(node.larg, self._with(node, ctes))
        ctes, names = self._with(node, ctes), set[str]()
        targets = (
            node.targetList
            if isinstance(node, ast.SelectStmt)
            else getattr(node, "returningList", None)
        )
        for target in targets or ():
            if target.name:
                names.add(target.name)
            elif isinstance(target.val, ast.ColumnRef):
                *table, _ = target.val.fields
                read = self.read(node, ctes)
                if isinstance(target.val.fields[-1], ast.A_Star):
                    wanted = _names(table)
                    names |= {
                        c for k, v in read.items() if not wanted or k in wanted for c in v.columns
                    }
                else:
                    names |= set(_names(target.val.fields)[-1:])
        return frozenset(names)

    def outer_of(self, query: Query, sides: Sequence[ast.SelectStmt]) -> bool:
        """Whether a side of a set operation names a column of a query around it."""
        for side in sides:
            read = self.read(side, query.ctes)
            if self.outer_names(Query(side, query.ctes, query.above, sources=read)):
                return True
        return False

    def outer_names(self, query: Query) -> bool:
        """Whether a query names a column of one that it stands in."""
        outer, above = dict[str, Source](), query.above
        while above:
            outer = above.sources | outer
            above = above.above
        tables = (part.relname for part in _own_parts(query.node) if isinstance(part, ast.RangeVar))
        own = {column for table in tables for column in self.catalog.columns.get(table, ())}
        own |= {column for source in query.sources.values() for column in source.columns}
        columns = {column for source in outer.values() for column in source.columns}
        for part in _own_parts(query.node):
            names = _names(part.fields) if isinstance(part, ast.ColumnRef) else []
            if len(names) > 1 and names[0] in outer and names[0] not in query.sources:
                return True
            if len(names) == 1 and names[0] in columns and names[0] not in own:
                return True
        return False


def names_others(node: ast.Node) -> bool:
    """Whether a query within another names by its alias what is not within it; a column without one is not seen."""
    aliases = {
        part.alias.aliasname if getattr(part, "alias", None) else getattr(part, "relname", "")
        for part in _all(node)
        if isinstance(part, ast.RangeVar | ast.RangeSubselect | ast.RangeFunction)
    }
    named = (_names(part.fields) for part in _all(node) if isinstance(part, ast.ColumnRef))
    return any(len(names) > 1 and names[0] not in aliases for names in named)


def sources_of(node: ast.Node) -> list[ast.Node]:
    """What stands in the FROM of a query, the table that is changed among it."""
    items = [
        *(getattr(node, "fromClause", None) or ()),
        *(getattr(node, "usingClause", None) or ()),
    ]
    return [*items, node.relation] if isinstance(node, ast.UpdateStmt | ast.DeleteStmt) else items


def _own_parts(node: ast.Node) -> Iterator[ast.Node]:
    """What stands in a query, and in those within it, but not in its WITH."""
    for child in _children(node):
        if not isinstance(child, ast.WithClause):
            yield child
            yield from _own_parts(child)


def named_bucket(nodes: Sequence[ast.Node]) -> bool:
    return any(
        isinstance(part, ast.ColumnRef) and _names(part.fields)[-1:] == ["bucket"]
        for node in nodes
        if node
        for part in _all(node)
    )


def windows(node: ast.SelectStmt) -> bool:
    return any(
        isinstance(part, ast.FuncCall) and part.over
        for target in node.targetList or ()
        for part in _all(target)
    )


_AGGREGATES = {
    "count",
    "sum",
    "min",
    "max",
    "avg",
    "array_agg",
    "json_agg",
    "jsonb_agg",
    "bool_or",
    "bool_and",
    "string_agg",
}


def merges(node: ast.SelectStmt) -> bool:
    """Whether what nodes find of a query has to be put together before it is read on."""
    if node.limitCount or node.limitOffset or (node.havingClause and not node.groupClause):
        return True
    if node.groupClause:
        return not named_bucket(node.groupClause)
    if node.distinctClause:
        on = (
            node.distinctClause
            if node.distinctClause[0] is not None
            else [t.val for t in node.targetList]
        )
        return not named_bucket(on)
    if windows(node):
        return True
    calls = (
        part
        for target in node.targetList or ()
        for part in _all(target)
        if isinstance(part, ast.FuncCall)
    )
    return any(_names(call.funcname)[-1] in _AGGREGATES for call in calls)
