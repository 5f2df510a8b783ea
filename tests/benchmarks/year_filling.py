"""Fills a database with a year of answers: one campaign has most of them, one is sent in waves, many are small."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

from feedback_buttons.campaigns import campaigns
from feedback_buttons.campaigns.campaigns import Campaign
from feedback_buttons.campaigns.waves import Wave
from feedback_buttons.cases import case_rule_list
from feedback_buttons.ratings import rollup_folds
from feedback_buttons.simulation import demo_year
from feedback_buttons.storage import db

DAYS = 400
LARGE, WAVES = "year-large", "year-waves"
SENT = (300, 120, 21)  # days ago, of each wave
SHARES = {LARGE: 0.65, WAVES: 0.15}  # of all answers; the others share what is left
OTHERS = 10
_CHUNK = 500_000
_TOUCHPOINTS = ("Order", "Delivery", "Returns", "Service")
_ZONES = (None, None, None, "America/New_York", "Asia/Tokyo")
# Yesterday three in five of the large campaign's are let down, on all other days one in twelve; a twentieth write.
_RATINGS = """
insert into rating (campaign, recipient, occasion, bucket, events, first_at, clicked, clicked_id, score, aside, state,
                    proof, reason, at, id, client, client_class, language, comment, commented_at, sent_at, changed)
select %(slug)s, recipient, 0, recipient & 31, 2, at, score, n, case when aside is null then score end, aside,
       'counted', (array['seen', 'seen', 'seen', 'pressed'])[1 + r1 %% 4], 'seen', at,
       (extract(epoch from at) * 1000000)::bigint * 4, n,
       (enum_range(null::client_class))[1 + r2 %% 8], language,
       case when writes then (select text from written_text
                              where place = band * %(texts)s + language_place * %(each)s + r3 %% %(each)s)
                             || ' ' || left(md5(n::text), 6) end,
       case when writes then at end, at - interval '1 hour' * (1 + r2 %% 60), current_change()
from (
    select *, case when (r2 & 127) = 0 then 'scanned' end as aside, (r3 & 1023) < 51 and (r2 & 127) <> 0 as writes,
           case when score <= 5 then 0 else 1 end as band,
           (array['nl', 'nl', 'de', 'en', 'fr'])[1 + r3 %% 5] as language,
           (array[0, 0, 1, 2, 3])[1 + r3 %% 5] as language_place
    from (
        select n, r1, r2, r3, at, hashint8extended(n - %(start)s, 17) as recipient,
               case when (r1 & 255) < case when %(bad)s and at > %(now)s - interval '30 hours'
                                                and at < %(now)s - interval '6 hours' then 150 else 21 end
                    then (array[1, 1, 1, 2, 2, 3, 3, 4, 4, 5])[1 + r2 %% 10]
                    else (array[5, 6, 6, 7, 7, 7, 8, 8, 8, 8, 8, 9, 9, 9, 9, 9, 10, 10, 10, 10])[1 + r2 %% 20]
               end as score
        from (
            select n, r1, r2, r3,
                   case when %(sent)s::int[] = '{}' then %(now)s - interval '1 day' * (%(days)s * place)
                        else %(now)s - interval '1 day' * ago + interval '1 day' * least(28, ago) * power(place, 6)
                   end as at
            from (
                select n, hashint8extended(n, 1) & 1048575 as r1, hashint8extended(n, 2) & 1048575 as r2,
                       hashint8extended(n, 3) & 1048575 as r3,
                       (hashint8extended(n, 4) & 1073741823) / 1073741824.0 as place,
                       (%(sent)s::int[])[1 + n %% greatest(1, cardinality(%(sent)s::int[]))] as ago
                from generate_series(%(first)s::bigint, %(last)s::bigint) as n
            ) as drawn
        ) as timed
    ) as scored
) as made
"""
_BEHIND = (
    # the log of changes
    """insert into rating_change (campaign, changed, recipient, occasion, bucket)
       select campaign, changed, recipient, occasion, bucket from rating""",
    # comments; the low ones are cases, of which the older are closed
    """insert into comment (campaign, recipient, occasion, bucket, at, score, language, words, status, client_class,
                            proof, answered_at, sent_at, wave_at, opened_at, rule, answer, waiting_since, closed_at,
                            reason, reacted_at, reacted_by, handler, handled_at)
       select campaign, recipient, occasion, bucket, at, score, language, comment_words(language, comment),
              case when low and at < now() - interval '30 days' then 'closed' else 'open' end, client_class, proof, at,
              sent_at, at, case when low then at end, case when low then 'To 3' end, case when low then id end,
              case when low then at end, case when low and done then at + interval '5 hours' end,
              case when low and done then 'solved' end, case when low and done then at + interval '4 hours' end,
              case when low and done then 'agent' end, case when low and done then 'agent' end,
              case when low and done then at + interval '5 hours' end
       from (select *, score <= 3 as low, at < now() - interval '30 days' as done from rating
             where comment is not null) as written""",
    # rules of cases have looked at all of it
    """insert into case_look (campaign, changed) select campaign, max(changed) from rating_change group by campaign""",
    # what the sender keeps, of the waves
    """insert into occasion_attribute (campaign, recipient, occasion, bucket, reference, attributes, kept_at)
       select campaign, recipient, occasion, bucket, 'order ' || (recipient & 1073741823),
              jsonb_build_object('channel', (array['app', 'site', 'phone', 'shop'])[1 + (recipient & 3)],
                                 'region', 'region ' || ((recipient >> 3) & 7)), at
       from rating where campaign = 'year-waves'""",
    # evidence of the last days
    """insert into visit (campaign, recipient, occasion, bucket, id, at, did, score, client, network, flags)
       select campaign, recipient, occasion, bucket, id, at, 'get', clicked, client, 'unknown', '{}'
       from rating where at >= date_trunc('day', now()) - interval '1 day'""",
    # sums, as they are before they are folded: old ones come by the hour
    """insert into rollup (campaign, minute, bucket, n1, n2, n3, n4, n5, n6, n7, n8, n9, n10,
                           c1, c2, c3, c4, c5, c6, c7, c8, c9, c10, scanned, comments)
       select campaign, case when at < now() - interval '4 days' then date_bin('15 minutes', at, '2001-01-01 00:00+00')
                             else date_bin('1 minute', at, '2001-01-01 00:00+00') end as begins,
              case when at < now() - interval '4 days' then 0 else bucket end as place, {n}, {c},
              count(*) filter (where aside = 'scanned'),
              count(*) filter (where commented_at is not null and score is not null)
       from rating group by campaign, begins, place""".format(  # noqa: S608 (columns alone)
        n=", ".join(f"count(*) filter (where score = {score})" for score in range(1, 11)),
        c=", ".join(f"count(*) filter (where clicked = {score})" for score in range(1, 11)),
    ),
)
_FILLED = ("rating", "rating_change", "comment", "occasion_attribute")


@dataclass(frozen=True, slots=True)
class Part:
    """A campaign with its number of answers; ``sent``: days ago, where it has waves."""

    slug: str
    answers: int
    sent: tuple[int, ...] = ()


def parts(answers: int) -> list[Part]:
    """How so many answers are spread: over the large one, the waves and others."""
    shared = int(answers * (1 - sum(SHARES.values())) / OTHERS)
    return [
        Part(LARGE, int(answers * SHARES[LARGE])),
        Part(WAVES, int(answers * SHARES[WAVES]), SENT),
        *(Part(f"year-{number}", shared) for number in range(OTHERS)),
    ]


def fill(
    connection: db.Connection, wanted: Sequence[Part], now: datetime, say: Callable[[str], None]
) -> None:
    """Write all these campaigns with their answers until now, comments, sums and evidence of the last days."""
    connection.execute("set statement_timeout = 0")
    connection.execute("set maintenance_work_mem = '512MB'")
    connection.execute("set work_mem = '128MB'")
    connection.execute("set synchronous_commit = off")
    for number, part in enumerate(wanted):
        campaigns.add(connection, _campaign(part, number, now))
    case_rule_list.add(connection, "To 3", score_to=3)
    each = _texts(connection)
    with _without_indexes(connection, say):
        _answers(connection, wanted, now, each, say)
        for number, statement in enumerate(_BEHIND):
            say(f"what stands beside answers: {number + 1} of {len(_BEHIND)}")
            connection.execute(statement.encode())
    say("folding sums")
    rollup_folds.fold(connection)
    # A year's sums folded at once leave room that an hour's, folded every hour, do not.
    connection.execute("vacuum full rollup, rollup_quarter, rollup_zone")
    connection.execute("vacuum analyze")


def _answers(
    connection: db.Connection,
    wanted: Sequence[Part],
    now: datetime,
    each: int,
    say: Callable[[str], None],
) -> None:
    first, total = 1, sum(part.answers for part in wanted)
    for part in wanted:
        end = first + part.answers
        for begin in range(first, end, _CHUNK):
            say(f"{begin - 1:,} of {total:,} answers")
            values = {
                "slug": part.slug, "first": begin, "last": min(begin + _CHUNK, end) - 1, "start": first, "now": now,
                "bad": part.slug == LARGE, "sent": list(part.sent), "days": DAYS, "each": each, "texts": 4 * each,
            }  # fmt: skip
            connection.execute(_RATINGS.encode(), values)
        first = end


def _texts(connection: db.Connection) -> int:
    """Put sentences of two bands and four languages into a table; how many each of the eight has."""
    connection.execute(
        "create temporary table written_text (place integer primary key, text text not null)"
    )
    phrases = demo_year._phrases()
    each = 64
    with connection.cursor() as cursor, cursor.copy("copy written_text from stdin") as copy:
        for band, name in enumerate(("low", "high")):
            for place, language in enumerate(("nl", "de", "en", "fr")):
                sentences = phrases[name, language]
                for number in range(each):
                    pair = (number, number // len(sentences) + number + 1)
                    text = " ".join(sentences[one % len(sentences)] for one in pair)
                    copy.write_row((band * 4 * each + place * each + number, text))
    return each


def _campaign(part: Part, number: int, now: datetime) -> Campaign:
    days = [now - timedelta(days=ago) for ago in part.sent]
    mails = part.answers * 9 // max(1, len(days))
    return Campaign(
        slug=part.slug,
        name=part.slug.replace("-", " ").capitalize(),
        touchpoint=_TOUCHPOINTS[number % len(_TOUCHPOINTS)],
        created_at=now - timedelta(days=DAYS + 1),
        mails=mails,
        sent_at=days[0] if days else None,
        waves=[
            Wave(name=f"Wave {place}", sent_at=sent.isoformat(), mails=mails)
            for place, sent in enumerate(days[1:], 2)
        ],
        time_zone=_ZONES[number % len(_ZONES)] if number > 1 else None,
    )


@contextmanager
def _without_indexes(connection: db.Connection, say: Callable[[str], None]) -> Iterator[None]:
    """Indexes of the large tables are made when all is in them: an hour less."""
    rows = connection.execute(
        """select indexrelid::regclass::text, indrelid::regclass::text, pg_get_indexdef(indexrelid), conname,
                  pg_get_constraintdef(pg_constraint.oid)
           from pg_index left join pg_constraint on conindid = indexrelid
           where indrelid = any (%s::regclass[])""",
        [list(_FILLED)],
    ).fetchall()
    for index, table, _, constraint, _ in rows:
        drop = (
            f"alter table {table} drop constraint {constraint}"
            if constraint
            else f"drop index {index}"
        )
        connection.execute(drop.encode())
    yield
    for index, table, definition, constraint, key in rows:
        say(f"index {index}")
        make = (
            f"alter table {table} add constraint {constraint} {key}" if constraint else definition
        )
        connection.execute(make.encode())
