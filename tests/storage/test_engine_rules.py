"""Statements that an engine with rows parted by bucket can plan, and those that it cannot, with the reason."""

import re

import pytest
from engine_rules import Catalog, broken_rules, statements_of
from nodes_rules import ABOVE, MIXED, OUTER, RECURSIVE, VIEW, Rules
from pglast import ast, parse_sql

from feedback_buttons.storage import db, distribution

EACH_ROW = "is asked for each row of what is in another place"
A_CTE = "asks a cte for each row"
# What is not met, and why. Each of these runs over plain servers; on Citus another one is asked, or none.
BROKEN = {
    "case_bounds": {EACH_ROW: "by an index the next few changes of each campaign"},
    "arrivals": {VIEW: "looks the sums of each campaign up by an index"},
    "comment_slices": {
        EACH_ROW: "goes from slice to slice by an index; all together are a million comments",
        RECURSIVE: "each slice is where the one before it ends",
    },
    "find_sliced_comments": {
        A_CTE: "takes a page of each slice by an index",
        EACH_ROW: "takes a page of each slice by an index",
        ABOVE: "its other half is taken where this order is not wanted",
    },
    "forget_unused_tags": {EACH_ROW: "asks the index of tags for each of a few tags"},
    "retag_difference": {EACH_ROW: "looks the other topics of a comment up, by an index"},
    "overview_sums": {
        OUTER: "tells that nothing is folded of a campaign",
        MIXED: "looks the sums of each campaign up by an index",
    },
    "rated_bounds": {EACH_ROW: "by an index the next few changes of each campaign"},
    "sending_answers": {VIEW: "looks the sums of each campaign up by an index"},
    "segments_due": {
        EACH_ROW: "by an index the last change of each campaign",
        "a subquery without from calls what is not immutable": "puts together what was seen as one text",
    },
    "topics_due": {EACH_ROW: "by an index whether a campaign has a change that is not looked at"},
    "words_due": {EACH_ROW: "by an index the newest comment of each of a few languages"},
}
# There find_comments does it, and retag_topic.
NOT_ASKED = {"comment_slices", "find_sliced_comments", "retag_difference"}


def test_each_query_keeps_the_rules_or_is_listed_with_its_reason(
    catalog: Catalog, rules: Rules
) -> None:
    broken = {}
    for path in (db.SQL / "queries").rglob("*.sql"):
        text = db.numbered(path.stem)[0].decode()
        of_nodes = {rule for raw in parse_sql(text) for rule in rules.broken(raw.stmt)}
        if together := broken_rules(text, catalog) | of_nodes:
            broken[path.stem] = together
    assert broken == {name: set(reasons) for name, reasons in BROKEN.items()}


def test_one_place_says_what_citus_is() -> None:
    named = {
        path.name
        for folder in ("queries", "fragments")
        for path in (db.SQL / folder).rglob("*.sql")
        if "extname = 'citus'" in path.read_text("utf-8")
    }
    assert named == {"on_citus.sql"}


def test_what_breaks_a_rule_has_another_that_keeps_all() -> None:
    """Which the first test reads, too."""
    names = {path.stem for path in (db.SQL / "queries").rglob("*_of_nodes.sql")}
    assert names == {f"{name}_of_nodes" for name in set(BROKEN) - NOT_ASKED}


def test_each_function_of_a_click_keeps_the_rules(catalog: Catalog, owner: db.Connection) -> None:
    """What else an engine asks of them: that the bucket comes first, by which a call is sent to one place."""
    functions = owner.execute(
        "select proname, pg_get_functiondef(p.oid), proargnames[1], has_function_privilege(%s, p.oid, 'execute')"
        " from pg_proc as p join pg_language as l on l.oid = prolang"
        " where lanname = 'plpgsql' and prosecdef and proargnames @> '{bucket}'",
        [db.COLLECTOR],
    ).fetchall()
    types = "|".join(
        name for (name,) in owner.execute("select typname from pg_type where typtype in ('d', 'e')")
    )
    broken, read = {}, 0
    for name, text, *_ in functions:
        plain = re.sub(
            rf" ({types})(?=[,)])", " text", text
        )  # the parser knows only Postgres' own types
        for statement in statements_of(plain):
            read += 1
            if rules := broken_rules(statement, catalog):
                broken[name, statement] = rules
    known = {
        "record_many_verdicts": {EACH_ROW}
    }  # which Citus is not asked: a call there has one event
    asked = {name: rules for (name, _), rules in broken.items() if known.get(name) != rules}
    assert (asked, read >= 15) == ({}, True)
    called = {(name, first) for name, _, first, by_click in functions if by_click}
    by_bucket = {*distribution.WRITES, *distribution.EVIDENCE}
    of_before = {("erase_answer", "campaign")}  # as the release before calls it
    assert called == {(name, "bucket") for name in by_bucket} | of_before


SENT = {*distribution.WRITES, *distribution.EVIDENCE} - {"erase_answer"}


def _called(node: object) -> str:
    return node.funcname[-1].sval if isinstance(node, ast.FuncCall) else ""


@pytest.mark.parametrize(
    "name", ["record_visit", "record_seen", "record_verdict", "record_answer", "evidence", "latest_occasion"]
)  # fmt: skip
def test_each_call_of_a_click_has_the_form_that_is_sent_to_a_node(name: str) -> None:
    """The function alone: as what is selected, or as what is selected from, and then no function of it."""
    text, _ = db.numbered(name)
    (statement,) = (raw.stmt for raw in parse_sql(text.decode()))
    sources = [source.functions[0][0] for source in statement.fromClause or ()]
    selected = [_called(target.val) for target in statement.targetList]
    assert statement.whereClause is None
    assert [_called(source) for source in sources] + [*filter(None, selected)] in [
        [one] for one in SENT
    ]
    assert sources or len(selected) == 1


def test_what_erases_calls_no_function_that_writes_for_each_row(owner: db.Connection) -> None:
    """Such a call would run where the rows are, and ask others from there."""
    bodies = owner.execute(
        "select proname, prosrc from pg_proc join pg_language as l on l.oid = prolang"
        " where pronamespace = 'public'::regnamespace and lanname = 'plpgsql'"
    ).fetchall()
    called = [name for name, body in bodies if re.search(r"perform \w+\([^;]*\)\s+from\b", body)]
    assert (called, len(bodies) > 20) == ([], True)


def test_no_function_in_sql_is_asked_for_rows_of_given_people(
    catalog: Catalog, owner: db.Connection
) -> None:
    """An engine plans each statement of a function in PL/pgSQL; one in SQL that takes arguments it refuses."""
    bodies = dict(
        owner.execute(
            "select proname, pg_get_functiondef(p.oid) from pg_proc as p join pg_language as l on l.oid = prolang"
            " where pronamespace = 'public'::regnamespace and lanname = 'sql' and pronargs > 0"
        ).fetchall()
    )
    reads = re.compile(rf"\b(?:from|join|update|into) (?:{'|'.join(catalog.parted)})\b", re.I)
    asked = [name for name, body in bodies.items() if reads.search(body)]
    assert (asked, len(bodies) > 5) == ([], True)


@pytest.mark.parametrize(
    ("statement", "rule"),
    [
        ("update rating set changed = current_change()", "set calls what is volatile"),
        ("delete from visit where at < clock_timestamp()", "where calls what is volatile"),
        (
            "insert into rating_change values ('a', 1, 1, 0, 1) on conflict (campaign) do update set changed = now()",
            "do update set calls what is not immutable",
        ),
        ("select 1 from campaign where exists (select from rating)", "selects no column"),
        (
            "select 1 from campaign where exists (select 1 from rating where campaign = slug)",
            EACH_ROW,
        ),
        (
            "select (select max(minute) from rollup as r where r.campaign = c.slug) from campaign as c",
            EACH_ROW,
        ),
        (
            "with e as (select 1 as id) select 1 from visit as v where exists (select 1 from e where e.id = v.id)",
            A_CTE,
        ),
        (
            "with e as (select 1 as id) select 1 from e where exists"
            " (select 1 from visit as v where e.id = v.id and v.bucket = e.bucket)",
            EACH_ROW,
        ),
        ("select score, sum(1) from rating group by cube (score)", "grouping sets"),
        (
            "select 1 from rating join visit using (campaign, recipient, occasion)",
            "joins tables not by their bucket",
        ),
        (
            "select 1 from rating as r, comment as c where r.recipient = c.recipient",
            "joins tables not by their bucket",
        ),
        ("select 1 from rating for update", "locks rows of several buckets"),
        ("delete from visit where ctid = '(0,1)'", "asks for a place on one server"),
        (
            "select 1 from rating_change where changed < change_horizon()",
            "asks for a number of one server",
        ),
        (
            "select 1 from rating where at > (select (now() - '1 day'::interval))",
            "a subquery without from calls what is not immutable",
        ),
    ],
)
def test_a_broken_rule_is_seen(catalog: Catalog, statement: str, rule: str) -> None:
    assert broken_rules(statement, catalog) == {rule}


@pytest.mark.parametrize(
    "statement",
    [
        "select count(*) from rating as r join comment as c using (campaign, recipient, occasion, bucket)",
        "select 1 from rating as r join visit as v on v.recipient = r.recipient and v.bucket = r.bucket",
        "select 1 from rating as r where exists (select 1 from visit as v where v.id = r.id and v.bucket = r.bucket)",
        "select 1 from rating where recipient = $1 and bucket = $2 for update",
        "select 1 from campaign where slug in (select campaign from rating)",
        "select 1 from channel where exists (select from campaign)",  # whole tables
        "select 1 from visit as v, rating as r where v.bucket = $1::smallint and r.bucket = $1",
    ],
)
def test_what_can_be_planned_is_let_be(catalog: Catalog, statement: str) -> None:
    assert broken_rules(statement, catalog) == set()
