"""Words that no topic has yet, ranked by how surely they belong to unhappy comments; and how topics are scored."""

from datetime import timedelta

import pytest
from answers import START
from written import write

from feedback_buttons.base import ids
from feedback_buttons.campaigns import campaigns
from feedback_buttons.campaigns.campaigns import Campaign
from feedback_buttons.recipients import erasure
from feedback_buttons.reports.topics import topic_scores
from feedback_buttons.storage import db
from feedback_buttons.topics import suggestions, topic_list, word_rules
from feedback_buttons.topics.suggestions import WordCount
from feedback_buttons.topics.tagging import ALL, NONE
from feedback_buttons.topics.topic_list import Topic
from feedback_buttons.topics.vocabulary import CaughtWord, catches, caught
from feedback_buttons.topics.word_rules import Rule, Word

DELIVERY = Topic(1, "delivery", "topic", {"en": "Delivery"}, 100)
STRONG = Topic(2, "strong", "tone", {"en": "Strong"}, 100)
EMPTY = (0,) * 10


def test_words_are_ranked_by_how_sure_it_is_not_by_how_rare_or_frequent() -> None:
    words = [
        WordCount("rare", 5, 0, 1000, 3000),
        WordCount("often", 500, 1500, 1000, 3000),
        WordCount("wait", 120, 60, 1000, 3000),
        WordCount("thanks", 10, 900, 1000, 3000),
    ]
    ranked = suggestions.ranked(words)
    assert [suggestion.word for suggestion in ranked] == ["wait"]
    assert suggestions.odds(words[1]) == 0
    assert suggestions.odds(words[3]) < -suggestions.SURE


def test_a_topic_is_held_against_the_others_who_wrote() -> None:
    part = (0, 0, 40, 0, 0, 0, 0, 0, 10, 0)
    whole = (0, 0, 50, 0, 0, 0, 0, 0, 150, 0)
    scores = topic_scores.scored([DELIVERY, STRONG], {ALL: whole, NONE: whole, 1: part}, EMPTY)
    (topic,), (tone,) = scores.topics, scores.tones
    assert (topic.comments, topic.share) == (50, 0.25)
    assert topic.difference is not None
    assert topic.low is not None
    assert topic.high is not None
    assert topic.difference.mean == 4.2 - (3 * 10 + 9 * 140) / 150
    assert topic.difference.real
    assert round(topic.low.mean, 1) == 73.3
    assert round(topic.high.mean, 1) == -73.3
    assert topic.low.low > 0 > topic.high.high
    assert (tone.comments, tone.difference, tone.score) == (0, None, None)


def test_of_few_comments_nothing_is_told() -> None:
    part = (0, 0, 15, 0, 0, 0, 0, 0, 0, 0)
    whole = (0, 0, 15, 0, 0, 0, 0, 0, 150, 0)
    (topic,) = topic_scores.scored([DELIVERY], {ALL: whole, 1: part}, EMPTY).topics
    assert (topic.difference, topic.low, topic.high) == (None, None, None)
    (nobody,) = topic_scores.scored([DELIVERY], {}, EMPTY).topics
    assert (nobody.share, nobody.score) == (None, None)


def test_near_words_and_a_prefix_are_offered() -> None:
    rules = [Rule((Word("bezorging"),)), Rule((Word("laat", prefix=True),))]
    rows = [
        CaughtWord("bezorging", 9, [1]), CaughtWord("bezorgd", 7, []), CaughtWord("bezorgen", 3, []),
        CaughtWord("laatste", 2, [2]),
    ]  # fmt: skip
    first, second = catches(rules, rows)
    assert first.caught == (("bezorging", 9),)
    assert first.near == (("bezorgd", 7), ("bezorgen", 3))
    assert first.prefix == "bezorg*"
    assert (second.caught, second.near, second.prefix) == ((("laatste", 2),), (), None)


def test_a_language_that_nobody_writes_in_is_not_looked_for_among_all_comments(
    database: str,
) -> None:
    with db.connect(database, autocommit=True) as conn:
        campaigns.add(conn, Campaign(slug="delay", name="Delay"))
        write(conn, "delay", [(n, 2, "late") for n in range(40)])
        conn.execute("set enable_seqscan = off")
        now = ids.utc_now()
        queries = {
            "words_due": {"languages": ["nl", "en", "de"], "before": now, "long_before": now},
            "count_words": {"language": "de", "sample": 9, "least": 1, "contracted": "'s"},
        }
        for query, values in queries.items():
            plan = conn.execute(b"explain (analyze, costs off) " + db.query(query), values)
            told = "\n".join(row[0] for row in plan.fetchall())
            assert "using comment_of_language" in told, query
            assert "Rows Removed by Filter: 40" not in told, query


def test_words_are_counted_by_the_worker_and_told_unless_a_topic_has_them(
    database: str,
) -> None:
    with db.connect(database, autocommit=True) as conn:
        campaigns.add(conn, Campaign(slug="delay", name="Delay"))
        texts = ["the kettle leaks", "a refund of the kettle"] * 40
        write(conn, "delay", [(n, 2, text) for n, text in enumerate(texts)])
        write(conn, "delay", [(n, 10, "lovely, thank you") for n in range(100, 160)])
        later = ids.utc_now() + timedelta(days=2)
        suggestions.renew(conn, later)
        first = suggestions.read(conn, "en")
        assert [suggestion.word for suggestion in first] == ["kettle", "leaks"]
        assert (first[0].low, first[0].high) == (80, 0)
        topic_list.add(conn, "Kettles", {"en": "kettle*"})
        assert [suggestion.word for suggestion in suggestions.read(conn, "en")] == ["leaks"]
        lids = [(n, 2, "the lid rattles") for n in range(200, 270)]
        write(conn, "delay", lids, at=START + timedelta(hours=1))
        suggestions.renew(conn, later + timedelta(minutes=5))
        assert [suggestion.word for suggestion in suggestions.read(conn, "en")] == ["leaks"]
        suggestions.renew(conn, later + timedelta(minutes=15))
        words = {suggestion.word for suggestion in suggestions.read(conn, "en")}
        assert words >= {"lid", "rattles"}
        for number, _, _ in lids:
            erasure.erase(conn, number)
        suggestions.renew(conn, later + timedelta(days=2))
        assert [suggestion.word for suggestion in suggestions.read(conn, "en")] == ["leaks"]
        assert suggestions.read(conn, "nl") == []


def test_a_team_looks_first_at_a_language_that_somebody_writes(database: str) -> None:
    with db.connect(database, autocommit=True) as conn:
        campaigns.add(conn, Campaign(slug="delay", name="Delay"))
        assert suggestions.language(conn, "nl") == "nl"
        write(conn, "delay", [(n, 2, "the kettle leaks") for n in range(9)])
        suggestions.renew(conn, ids.utc_now() + timedelta(days=2))
        assert suggestions.language(conn, "nl") == "en"
        write(conn, "delay", [(20, 2, "te laat")], language="nl")
        suggestions.renew(conn, ids.utc_now() + timedelta(days=4))
        assert (suggestions.language(conn, "nl"), suggestions.language(conn, "fr")) == ("nl", "en")


CONTRACTIONS = [
    ("en", "They didn\u2019t ring, it wouldn't open and the driver's van isnt ours", "driver open ring van"),
    ("en", "I dont know who they've asked, you'll haven`t", "asked know"),
    ("nl", "'s Avonds zo'n gedoe, m'n foto's en da's jammer", "avonds foto gedoe jammer"),
    ("de", "Hätt's gern heil, so'ne Kiste geht's nicht, ich hab\u2019 gewartet", "geht gern gewartet heil kiste"),
    ("fr", "Jusqu\u2019à l'écran qu'il faut, lorsqu'on attend aujourd'hui d'une caisse", "attend caisse faut écran"),
    ("fr", "Quelqu'un a-t-il vu, est-ce cassé pour le rendez-vous", "cassé rendez rendez-vous"),
]  # fmt: skip


@pytest.mark.parametrize(("language", "text", "words"), CONTRACTIONS)
def test_what_is_cut_off_a_contraction_is_no_word(
    database: str, language: str, text: str, words: str
) -> None:
    with db.connect(database, autocommit=True) as conn:
        campaigns.add(conn, Campaign(slug="delay", name="Delay"))
        write(conn, "delay", [(n, 2, text) for n in range(6)], language=language)
        wanted = {
            "language": language, "sample": 9, "least": 1, "contracted": suggestions.CONTRACTED[language]
        }  # fmt: skip
        found = {count.word for count in db.rows(conn, WordCount, "count_words", wanted)}
        assert found == set(words.split())


def test_forms_of_a_word_are_suggested_once_with_the_comments_of_all(database: str) -> None:
    with db.connect(database, autocommit=True) as conn:
        campaigns.add(conn, Campaign(slug="delay", name="Delay"))
        texts = ["waiting and waiting, a long wait", "we waited", "nothing but waiting"] * 20
        write(conn, "delay", [(n, 2, text) for n, text in enumerate(texts)])
        write(
            conn,
            "delay",
            [(n, 10, "lovely, a short wait" if n == 100 else "lovely") for n in range(100, 160)],
        )
        suggestions.renew(conn, ids.utc_now() + timedelta(days=2))
        waits = [word for word in suggestions.read(conn, "en") if word.word.startswith("wait")]
        assert [(word.word, word.low, word.high) for word in waits] == [("waiting", 60, 1)]


def test_a_phrase_tells_in_how_many_comments_it_stands(database: str) -> None:
    with db.connect(database, autocommit=True) as conn:
        campaigns.add(conn, Campaign(slug="delay", name="Delay"))
        texts = ["the lid does not close", "closed, and not the lid", "the lids do not close"] * 2
        write(conn, "delay", [(n, 2, text) for n, text in enumerate(texts)])
        rules = word_rules.parse("not close, lid, -open lid, hand* of god, doe* not close")
        assert [(str(one.rule), one.caught) for one in caught(conn, "en", rules)] == [
            ("not close", (("not close", 4),)),
            ("lid", (("lid", 4), ("lids", 2))),
            ("hand* of god", ()),
            ("doe* not close", (("doe* not close", 2),)),
        ]
