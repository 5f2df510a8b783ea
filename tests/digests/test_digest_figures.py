"""What a digest's lines and pictures say of few comments, and of scales beside each other."""

from feedback_buttons.campaigns.campaigns import Campaign
from feedback_buttons.channels import mail_channel
from feedback_buttons.channels.notices import Notice
from feedback_buttons.digests import digest_pictures, digest_topics
from feedback_buttons.reports.scores.overviews import Standing
from feedback_buttons.reports.statistics.organisation_index import Part
from feedback_buttons.reports.topics.topic_scores import TopicScore
from feedback_buttons.topics.topic_list import Topic


def test_a_topic_of_few_comments_has_a_share_and_no_score() -> None:
    topic = Topic(1, "packaging", "topic", {"en": "Packaging"}, 100)
    counts = (0, 0, 0, 0, 2, 0, 0, 0, 0, 7)
    line = digest_topics._fact(TopicScore(topic, counts, 90, None, None), None)
    assert line == ("Mentioned: Packaging", "10% of comments; too few for a score")


def test_scores_of_five_points_are_said_to_be_and_stand_as_everywhere() -> None:
    rows = [
        digest_pictures._row(Standing(campaign, counts, None, counts, Part("a", "A", 0, 0, 0, 0, 0), None))
        for campaign, counts in (
            (Campaign(slug="five", name="Five", asks="stars"), (0, 0, 0, 400, 0)),
            (Campaign(slug="ten", name="Ten"), (0,) * 7 + (400, 0, 0)),
        )
    ]  # fmt: skip
    assert [row and (row["score"], row["words"]) for row in rows] == [
        (7.75, "4.00 of 5"),
        (8.0, "8.00"),
    ]


def test_bars_have_room_for_a_wave_before_only_where_there_was_one() -> None:
    counts = (0,) * 7 + (400, 0, 0)
    alone, beside = (digest_pictures.shares(counts, before) for before in (None, counts))
    assert alone
    assert beside
    assert alone.png != beside.png
    assert "100%" in alone.words


def test_each_fact_of_a_mail_is_a_line_of_its_own() -> None:
    facts = (("Delay & co", "7.7 ± 0.3"), ("Response rate", "16%"))
    html = mail_channel._html(Notice(type="digest", title="A week", text="", facts=facts))
    assert html.count("<p ") == 2
    assert "<strong>Delay &amp; co</strong>: 7.7 ± 0.3</p>" in html
