"""What Citus plans only by fetching a table of its nodes whole, or refuses, is seen in a statement."""

import pytest
from nodes_rules import (
    ABOVE,
    DISTINCT,
    EACH_ROW,
    FEW,
    MIXED,
    NUMBERS,
    OF_COORDINATOR,
    OUTER,
    RECURSIVE,
    TIED,
    VIEW,
    Rules,
)
from pglast import parse_sql

# ruff: noqa: S608 (no statement is run)
E = "with e as materialized (select 1 as id, 'a' as slug, 2 as bucket)"
ON_E = f"{E} select 1 from e join rating on rating.id = e.id and rating.bucket = e.bucket"


def _broken(rules: Rules, statement: str) -> set[str]:
    return {rule for raw in parse_sql(statement) for rule in rules.broken(raw.stmt)}


@pytest.mark.parametrize(
    ("statement", "rule"),
    [
        (
            "select 1 from rating where not exists (select 1 from erasure as e where e.recipient = rating.recipient)",
            OF_COORDINATOR,
        ),
        ("select (select max(name) from topic where id = tag.topic) from topic_tag as tag", OF_COORDINATOR),
        ("select 1 from ticket left join rating on rating.recipient = ticket.recipient", OUTER),
        (f"{E} select 1 from e left join comment on comment.bucket = e.bucket", OUTER),
        (f"{E} select 1 from visit right join e on visit.bucket = e.bucket", OUTER),
        (f"{ON_E} left join comment as c on c.recipient = rating.recipient and c.bucket = e.bucket", TIED),
        (
            f"{ON_E} left join lateral (select 1 from (select 1 from comment_change as c where c.recipient = "
            "rating.recipient and c.bucket = e.bucket limit 1) as few) as last on true",
            TIED,
        ),
        (f"{E} select (select count(*) from rating where rating.campaign = slug) from e", EACH_ROW),
        (f"{E} select 1 from e, lateral (select at from rating where campaign = slug limit 1) as r", EACH_ROW),
        ("select sum(n1) from counted_sums where campaign = $1", VIEW),
        (
            f"{E} select 1 from e cross join lateral (select n1 from rollup where campaign = slug union all "
            "select n1 from unsigned_minute where campaign = slug) as each_part",
            MIXED,
        ),
        (
            "select 1 from (select campaign from rating union all select campaign from unsigned_answer) as r"
            " where campaign = $1",
            ABOVE,
        ),
        ("select row_number() over (order by at) from rating order by at limit 10", NUMBERS),
        (
            "with r as not materialized (select at from rating) select row_number() over (order by at) from r limit 10",
            NUMBERS,
        ),
        ("select recipient from rating union all select recipient from recipient limit 10", FEW),
        (
            "select at from (select distinct on (recipient) recipient, at from rating) as r limit 10",
            DISTINCT,
        ),
        ("with recursive r as (select 1 union all select 1 from rating join r on true) select 1 from r", RECURSIVE),
    ],
)  # fmt: skip
def test_what_citus_refuses_or_fetches_whole_is_seen(
    rules: Rules, statement: str, rule: str
) -> None:
    assert _broken(rules, statement) == {rule}


@pytest.mark.parametrize(
    "statement",
    [
        "select 1 from rating left join erasure as e on e.recipient = rating.recipient where e.at is null",
        f"{E} select 1 from e where exists (select 1 from topic where id = e.id)",
        f"{ON_E} left join comment as c on c.recipient = rating.recipient and c.bucket = rating.bucket",
        f"{ON_E} left join comment as c using (campaign, recipient, occasion, bucket)",
        f"{E} select 1 from campaign left join (select campaign, max(at) from rating group by campaign) as r on true",
        "select 1 from rating as r where (select count(*) from visit as v where v.bucket = r.bucket) > 1",
        "select 1 from (select campaign from rating where campaign = $1 union all select campaign from segment) as r",
        "select row_number() over (order by at) from (select at from rating order by at limit 10) as r limit 10",
        "(select recipient from rating limit 10) union all (select recipient from recipient limit 10) limit 10",
        "select at from (select distinct on (recipient, bucket) recipient, at from rating) as r limit 10",
        "with r as (select min(at) as at from rating) select (select at from audit where at > r.at) from r",
    ],
)
def test_what_nodes_do_where_the_rows_are_is_let_be(rules: Rules, statement: str) -> None:
    assert _broken(rules, statement) == set()
