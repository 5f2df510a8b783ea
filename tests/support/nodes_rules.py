"""What a statement may not hold where its tables are parted by bucket over the nodes of Citus, beside a coordinator
that has others: what Citus refuses there, or does by fetching all rows of a table (recursive_planning.c,
query_pushdown_planning.c and local_distributed_join_planner.c of its source). Read from the parsed statement."""

from collections.abc import Collection, Iterator

from engine_rules import _all, _names
from nodes_scope import Query, Scopes, merges, named_bucket, names_others, sources_of, windows
from pglast import ast
from pglast.enums.nodes import JoinType

EACH_ROW = "is asked for each row of what is in another place"
OF_COORDINATOR = "asks a table of the coordinator for each row of nodes"
OUTER = "an outer join of what is not on the nodes fetches a table of theirs whole"
TIED = "an outer join, or what is asked for each row, is not by the bucket of rows of nodes"
VIEW = "reads a view that unites rows of nodes with others, which fetches all of them"
MIXED = "unites rows of nodes with others for each row"
ABOVE = "chooses among rows of nodes that are united first, which fetches all of them"
NUMBERS = "numbers all rows of nodes to take a few"
FEW = "unites all rows of nodes to take a few"
DISTINCT = "distinct rows without their bucket, which fetches all of them"
RECURSIVE = "is recursive"


class Rules(Scopes):
    """The rules, for a database."""

    def broken(self, statement: ast.Node) -> set[str]:
        """Which of the rules a statement breaks."""
        parted = self.catalog.parted
        if not any(
            isinstance(part, ast.RangeVar) and part.relname in parted for part in _all(statement)
        ):
            return set()
        return {rule for query in self.queries(statement, None, {}) for rule in self._of(query)}

    def _of(self, query: Query) -> Iterator[str]:
        node = query.node
        clause = getattr(node, "withClause", None)
        if clause and clause.recursive:
            yield RECURSIVE
        if any(source.table in self.views for source in query.sources.values()):
            yield VIEW
        correlated = query.each_row and self.outer_names(query)
        if correlated and not query.of_nodes and _above_of_nodes(query):
            tables = {source.table for source in query.sources.values() if source.table}
            if tables - set(self.whole) - self.catalog.parted:
                yield OF_COORDINATOR
        fetched = query.above and not _above_of_nodes(query)
        if correlated and query.of_nodes and fetched and (query.sublink or merges(node)):
            yield EACH_ROW
        if query.of_nodes and _above_of_nodes(query) and _tied_elsewhere(query):
            yield TIED
        for join in self._joins(query):
            yield from self._of_join(join, query)
        if isinstance(node, ast.SelectStmt):
            yield from self._of_select(query, node)

    def _of_select(self, query: Query, node: ast.SelectStmt) -> Iterator[str]:
        if node.larg:
            sides = list(_sides(node))
            gives = [self.gives(side, query.ctes, each_row=True) for side in sides]
            if any(gives) and not all(gives) and self.outer_of(query, sides):
                yield MIXED
            if node.limitCount and any(
                g and not s.limitCount for g, s in zip(gives, sides, strict=True)
            ):
                yield FEW
        if node.limitCount and query.of_nodes and windows(node):
            yield NUMBERS
        if node.whereClause:
            for item in sources_of(node):
                if isinstance(item, ast.RangeSubselect) and item.subquery.larg and not item.lateral:
                    sides = _sides(item.subquery)
                    united = any(self.gives(side, query.ctes, each_row=True) for side in sides)
                    if united and not self.gives(item.subquery, query.ctes):
                        yield ABOVE
        for item in sources_of(node):
            if isinstance(item, ast.RangeSubselect) and (on := item.subquery.distinctClause):
                of_nodes = any(
                    source.of_nodes for source in self.read(item.subquery, query.ctes).values()
                )
                each_row = item.lateral or names_others(item.subquery)
                if of_nodes and on[0] is not None and not named_bucket(on) and not each_row:
                    yield DISTINCT

    def _joins(self, query: Query) -> Iterator[ast.JoinExpr]:
        for item in sources_of(query.node):
            yield from (part for part in _within(item) if isinstance(part, ast.JoinExpr))

    def _of_join(self, join: ast.JoinExpr, query: Query) -> Iterator[str]:
        if join.jointype == JoinType.JOIN_INNER:
            return
        left, right = (self._sources(side, query.ctes) for side in (join.larg, join.rarg))
        there = [any(s.of_nodes for s in side.values()) for side in (left, right)]
        outer, inner = (
            (join.larg, join.rarg)
            if join.jointype != JoinType.JOIN_RIGHT
            else (join.rarg, join.larg)
        )
        outer_there, inner_there = there if outer is join.larg else there[::-1]
        if inner_there and not outer_there and not isinstance(inner, ast.RangeSubselect):
            yield OUTER
        elif inner_there and outer_there and isinstance(inner, ast.RangeVar):
            of_nodes = {alias for alias, source in (left | right).items() if source.of_nodes}
            if not _by_bucket(join, of_nodes):
                yield TIED


def _by_bucket(join: ast.JoinExpr, of_nodes: Collection[str]) -> bool:
    """Whether a join says that the buckets of two rows of nodes are equal, or that one is given."""
    if "bucket" in _names(join.usingClause or ()):
        return True
    for part in _all(join.quals) if join.quals else ():
        if isinstance(part, ast.A_Expr) and _names(part.name) == ["="]:
            sides = [
                _names(s.fields) for s in (part.lexpr, part.rexpr) if isinstance(s, ast.ColumnRef)
            ]
            if len(sides) == 2 and all(s[-1:] == ["bucket"] and s[0] in of_nodes for s in sides):
                return True
            if len(sides) == 1 and sides[0][-1:] == ["bucket"]:
                return True
    return False


def _tied_elsewhere(query: Query) -> bool:
    """Whether a bucket is that of a query around it, and of what gives no rows of nodes there."""
    for part in _all(query.node):
        if isinstance(part, ast.A_Expr) and _names(part.name) == ["="]:
            for side in (part.lexpr, part.rexpr):
                alias, *column = _names(side.fields) if isinstance(side, ast.ColumnRef) else ("",)
                above = query.above
                while column == ["bucket"] and alias not in query.sources and above:
                    if alias in above.sources:
                        if not above.sources[alias].of_nodes:
                            return True
                        break
                    above = above.above
    return False


def _above_of_nodes(query: Query) -> bool:
    above = query.above
    while above:
        if any(source.of_nodes and not source.lateral for source in above.sources.values()):
            return True
        above = above.above
    return False


def _sides(node: ast.SelectStmt) -> Iterator[ast.SelectStmt]:
    for side in (node.larg, node.rarg):
        if side.larg and not side.limitCount:
            yield from _sides(side)
        else:
            yield side


def _within(node: ast.Node) -> Iterator[ast.Node]:
    """The joins of an item of a FROM."""
    yield node
    if isinstance(node, ast.JoinExpr):
        yield from _within(node.larg)
        yield from _within(node.rarg)
