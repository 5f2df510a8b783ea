"""What a million comments cost to tag, to tag again after a team's edit, and to show by topic."""

import json
import re
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import count
from pathlib import Path
from typing import NamedTuple

from feedback_buttons.base import ids
from feedback_buttons.campaigns import campaigns
from feedback_buttons.campaigns.campaigns import Campaign
from feedback_buttons.comments import comment_list
from feedback_buttons.comments.comment_filters import Filter
from feedback_buttons.reports.topics import topic_moves, topic_rises, topic_scores
from feedback_buttons.simulation import demo_year
from feedback_buttons.storage import db
from feedback_buttons.topics import (
    housekeeping,
    retagging,
    suggestions,
    tagging,
    topic_list,
    vocabulary,
    word_rules,
)
from tests.benchmarks.growth import database
from tests.benchmarks.machine import cpu

CAMPAIGNS, DAYS = 5, 365
TAGGED = 20_000  # comments that the worker tags; the others are these again, by other people on other days
LANGUAGE, UNUSED = "en", "de"  # which all write in, and which nobody does
RUNS = 20  # of each page's data
_TEXTS = "create temporary table written_text (place integer primary key, text text not null, score smallint not null)"
# A text, and the first words of another behind it, so that no two comments are alike.
_ANSWERS = """
with made as materialized (
    select 'shop-' || n %% %(campaigns)s as campaign, hashint8extended(n, 17) as recipient, first.score,
           now() - interval '1 day' * (%(days)s * ((hashint8(n + 7) & 1048575) / 1048576.0)) as at,
           left(first.text || ' ' || left(second.text, 40), 2000) as text
    from generate_series(1, %(comments)s::bigint) as n
    join written_text as first on first.place = n %% %(texts)s
    join written_text as second on second.place = (hashint8(n) & 1048575) %% %(texts)s
), rated as (
    insert into rating (campaign, recipient, occasion, bucket, events, first_at, clicked, clicked_id, score, state,
                        proof, reason, at, id, settles_at, language, comment, commented_at, changed)
    select campaign, recipient, 0, recipient & 31, 1, at, score, 1, score, 'counted', 'pressed', 'pressed', at, 1, at,
           %(language)s, text, at, current_change()
    from made
), changed as (
    insert into rating_change (campaign, changed, recipient, occasion, bucket)
    select campaign, current_change(), recipient, 0, recipient & 31 from made
)
insert into comment (campaign, recipient, occasion, bucket, at, score, language, words, proof, answered_at, wave_at)
select campaign, recipient, 0, recipient & 31, at, score, %(language)s, ''::tsvector, 'pressed', at, at
from made
"""

# The comments that are tagged once more, by other people and on other days of the same year.
_COPY = """
with copied as materialized (
    select text.*, hashint8extended(recipient, %(copy)s) as other, current_date - day as age,
           ((current_date - day) + %(copy)s * 37) %% %(days)s as other_age
    from topic_text as text join tagged_first using (campaign, recipient)
), written as (
    insert into topic_text (campaign, recipient, occasion, bucket, day, score, language, words)
    select campaign, other, 0, other & 31, current_date - other_age, score, language, words from copied
), tags as (
    insert into topic_tag (campaign, recipient, occasion, bucket, topic, day, score)
    select campaign, other, 0, other & 31, topic, current_date - other_age, tag.score
    from copied join topic_tag as tag using (campaign, recipient, occasion, bucket)
), rated as (
    insert into rating (campaign, recipient, occasion, bucket, events, first_at, clicked, clicked_id, score, state,
                        proof, reason, at, id, settles_at, language, comment, commented_at)
    select campaign, other, 0, other & 31, 1, at, clicked, 1, rating.score, state, proof, reason,
           at - interval '1 day' * (other_age - age), id, at, rating.language, comment, commented_at
    from copied join rating using (campaign, recipient, occasion, bucket)
)
insert into comment (campaign, recipient, occasion, bucket, at, score, language, words, proof, answered_at, wave_at)
select campaign, other, 0, other & 31, at - interval '1 day' * (other_age - age), comment.score, comment.language,
       comment.words, proof, answered_at, wave_at
from copied join comment using (campaign, recipient, occasion, bucket)
"""


class Text(NamedTuple):
    """A comment that somebody wrote, and the score that they gave, 1 to 10."""

    text: str
    score: int


@dataclass(frozen=True, slots=True)
class TopicCosts:
    """Of so many comments, by the processor: milliseconds of tagging a thousand, seconds of each kind of edit,
    milliseconds of each page's data; and what the sums by day take."""

    comments: int
    tagging: float
    edits: dict[str, float]
    pages: dict[str, float]
    rows: int
    megabytes: float


def texts(path: Path | None) -> list[Text]:
    """Comments of a file of JSON lines, each with ``text`` and a ``rating`` from 1 to 5, else the demonstration's."""
    if path is None:
        phrases = demo_year._phrases().items()
        bands = {"low": 3, "": 7, "high": 9}
        return [
            Text(text, bands[band])
            for (band, language), sentences in phrases
            if language == LANGUAGE
            for text in sentences
        ]
    rows = map(json.loads, path.read_text("utf-8").splitlines())
    return [
        Text(str(row["text"]), 2 * int(row["rating"]))
        for row in rows
        if row.get("text") and row.get("rating")
    ]


def topic_costs(
    comments: int, written: Sequence[Text], say: Callable[[str], None]
) -> Iterator[TopicCosts]:
    """Fill a database of its own with so many comments, and measure; once."""
    with database() as (url, _), db.connect(url, autocommit=True) as connection:
        connection.execute("set statement_timeout = 0")
        connection.execute(
            "set max_parallel_workers_per_gather = 0"
        )  # so that all is this process's
        _fill(connection, comments, written)
        say("tagging")
        tagged = _seconds(connection, lambda: _tag(connection))
        _copy(connection, comments, say)
        yield measured(connection, tagged * 1e6 / min(TAGGED, comments), _words(written), say)


def measured(
    connection: db.Connection,
    tagging_cost: float,
    words: tuple[str, str],
    say: Callable[[str], None],
) -> TopicCosts:
    """What edits and pages take of comments that are there, by a word that many have and one that few have."""
    say("edits")
    edits = {name: _seconds(connection, edit) for name, edit in _edits(connection, words).items()}
    say("pages")
    pages = {
        name: _milliseconds(connection, read) for name, read in _pages(connection, words).items()
    }
    row = connection.execute(
        """select (select count(*) from topic_text), count(*), pg_total_relation_size('topic_day') / 1e6
           from topic_day"""
    ).fetchone()
    comments, rows, megabytes = row or (0, 0, 0.0)
    return TopicCosts(comments, tagging_cost, edits, pages, rows, float(megabytes))


def _fill(connection: db.Connection, comments: int, written: Sequence[Text]) -> None:
    for number in range(CAMPAIGNS):
        campaigns.add(connection, Campaign(slug=f"shop-{number}", name=f"Shop {number}"))
    connection.execute(_TEXTS)
    with connection.cursor() as cursor, cursor.copy("copy written_text from stdin") as copy:
        for number, text in enumerate(written):
            copy.write_row((number, text.text, text.score))
    constant = {"campaigns": CAMPAIGNS, "days": DAYS, "texts": len(written), "language": LANGUAGE}
    connection.execute(_ANSWERS.encode(), constant | {"comments": min(TAGGED, comments)})
    connection.execute("vacuum analyze")


def _copy(connection: db.Connection, comments: int, say: Callable[[str], None]) -> None:
    """Put more comments beside those that are tagged, with their words and tags."""
    connection.execute(
        "create temporary table tagged_first as select campaign, recipient from topic_text"
    )
    connection.execute("drop index topic_text_words")
    for number in range(1, comments // TAGGED):
        say(f"{number * TAGGED:,} of {comments:,} comments")
        connection.execute(_COPY.encode(), {"copy": number, "days": DAYS})
    connection.execute(
        "create index topic_text_words on topic_text using gin (words) with (fastupdate = on)"
    )
    connection.execute(
        "insert into topic_stale select distinct campaign, day from topic_text on conflict do nothing"
    )
    tagging.count(connection)
    connection.execute("vacuum analyze")


def _tag(connection: db.Connection) -> None:
    while housekeeping.keep(connection):
        pass


def _words(written: Sequence[Text]) -> tuple[str, str]:
    """A word that a tenth of the comments have, and one that a hundredth has."""
    stands = Counter(
        word for text in written for word in set(re.findall(r"\b[a-z]{5,}\b", text.text.lower()))
    )
    often, seldom = (
        min(stands, key=lambda word: (abs(stands[word] - share * len(written)), word))
        for share in (0.1, 0.01)
    )
    return often, seldom


def _edits(connection: db.Connection, words: tuple[str, str]) -> dict[str, Callable[[], object]]:
    often, seldom = words
    rules = topic_list.get(connection, "delivery").rules[LANGUAGE]

    def edit(typed: str) -> Callable[[], object]:
        return lambda: retagging.retag(
            connection, topic_list.edit(connection, "delivery", {LANGUAGE: typed})
        )

    return {
        "a word more, in a hundredth of them": edit(f"{rules}\n{seldom}"),
        "a word more, in a tenth of them": edit(f"{rules}\n{often}\n{seldom}"),
        "both away again": edit(rules),
        "a new topic, in a tenth of them": lambda: retagging.retag(
            connection, topic_list.add(connection, "Measured", {LANGUAGE: often})
        ),
        "that one removed": lambda: topic_list.remove(connection, "measured"),
    }


def _pages(connection: db.Connection, words: tuple[str, str]) -> dict[str, Callable[[], object]]:
    campaign, every = campaigns.get(connection, "shop-1"), campaigns.list_(connection)
    last = ids.utc_now().date()
    often, seldom = words
    rules = topic_list.get(connection, "delivery").rules[LANGUAGE]
    longer = word_rules.parse(f"{rules}\n{often}\n{seldom}")
    first, rounds = Filter(topic="service"), count(1)
    return {
        "the topics of all campaigns": lambda: topic_scores.read(connection),
        "the topics of a campaign": lambda: topic_scores.read(connection, campaign),
        "of 30 days": lambda: topic_scores.read(connection, campaign, last - timedelta(29), last),
        "words that no topic has": lambda: suggestions.read(connection, LANGUAGE),
        "these counted (every ten minutes at most)": lambda: suggestions.renew(
            connection, ids.utc_now() + timedelta(days=2 * next(rounds))
        ),
        "whether they are to be counted (each minute)": lambda: suggestions.renew(
            connection, ids.utc_now()
        ),
        "what words catch, while typing": lambda: vocabulary.caught(connection, LANGUAGE, longer),
        "in a language that nobody writes in": lambda: vocabulary.caught(
            connection, UNUSED, longer
        ),
        "comments added and lost, while typing": lambda: vocabulary.preview(
            connection, topic_list.get(connection, "delivery").id, LANGUAGE, longer
        ),
        "comments that mention a topic": lambda: comment_list.find(connection, first),
        "of a campaign": lambda: comment_list.find(connection, first.but(campaign="shop-1")),
        "of 1 to 6": lambda: comment_list.find(connection, first.but(scores=(1, 2, 3, 4, 5, 6))),
        "comments that mention none": lambda: comment_list.find(connection, Filter(topic="none")),
        "words against score": lambda: comment_list.find(connection, Filter(mismatch=True)),
        "topics in “why it moved”": lambda: topic_moves.read(connection, campaign, _spans(last)),
        "topics that rise (each minute)": lambda: topic_rises.read(
            connection, every, ids.utc_now()
        ),
    }


def _spans(last: date) -> tuple[date, date, date, date]:
    """The last 28 days, and those before."""
    before, until, first = (last - timedelta(days) for days in (55, 28, 27))
    return before, until, first, last


def _seconds(connection: db.Connection, run: Callable[[], object]) -> float:
    """Of the processor, in Postgres and here: what others do on this machine is not counted."""
    server, own = cpu(connection.info.backend_pid), time.process_time()
    run()
    return cpu(connection.info.backend_pid) - server + time.process_time() - own


def _milliseconds(connection: db.Connection, read: Callable[[], object]) -> float:
    """The mean of some, since Postgres' time is told in hundredths of a second."""
    read()
    return _seconds(connection, lambda: [read() for _ in range(RUNS)]) * 1000 / RUNS
