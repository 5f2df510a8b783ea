"""What the form of the comments' page offers: what there is, and a chosen campaign's follow-up answers and groups."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from feedback_buttons.accounts import users
from feedback_buttons.campaigns import campaigns, scales
from feedback_buttons.campaigns.campaigns import Campaign
from feedback_buttons.campaigns.follow_up_questions import worded
from feedback_buttons.comments import comment_list
from feedback_buttons.comments.comment_filters import WITHOUT_TOPIC, Filter, spans
from feedback_buttons.dashboard.comments import comment_text as words
from feedback_buttons.dashboard.kit.words import chart_text
from feedback_buttons.i18n import team_language
from feedback_buttons.reports.segments import segments
from feedback_buttons.reports.segments.segments import Segment
from feedback_buttons.storage import db
from feedback_buttons.topics import topic_list

Choices = Iterable[tuple[str, str]]  # value and name
_BANDS = (tuple(range(7)), (7, 8), (9, 10))
_BANDS_OF_FIVE = (tuple(range(8)), (8, 9), (10,))


@dataclass(frozen=True, slots=True)
class Offered:
    """What there is to choose from: campaigns by slug, tags, users; answers, groups and waves of one campaign, and the
    scale in which its scores are told ("" for all campaigns); whether any campaign asks with five buttons."""

    campaigns: tuple[tuple[str, str], ...]
    tags: tuple[str, ...]
    people: tuple[str, ...]
    answers: tuple[tuple[str, str], ...] = ()
    groups: tuple[tuple[str, str], ...] = ()
    waves: tuple[tuple[str, str], ...] = ()
    topics: tuple[tuple[str, str], ...] = ()
    scale: str = ""
    five: bool = False


def read(connection: db.Connection, wanted: Filter) -> Offered:
    """What is offered to whoever looks at these comments."""
    every = campaigns.list_(connection)
    chosen = next((campaign for campaign in every if campaign.slug == wanted.campaign), None)
    groups = segments.read(connection, chosen.slug).segments if chosen else ()
    return Offered(
        tuple((campaign.slug, campaign.name) for campaign in every),
        tuple(comment_list.tags(connection)),
        tuple(user.name for user in users.list_(connection)),
        tuple(_answers(chosen)) if chosen else (),
        tuple((attribute, attribute.replace("=", ": ", 1)) for attribute in _attributes(groups)),
        tuple(_waves(chosen)) if chosen else (),
        tuple(_topics(connection)),
        chosen.told if chosen else "",
        any(campaign.told == scales.FIVE for campaign in every),
    )


def scores(wanted: Filter, offered: Offered) -> Choices:
    """The bands of scores: stored scores as an address has them, and how they are told; what the address asks for takes
    the place of the band that is told alike."""
    bands = _BANDS_OF_FIVE if offered.scale == scales.FIVE else _BANDS
    choices = {_told(band, offered): spans(band) for band in bands}
    if wanted.scores:
        choices[_told(wanted.scores, offered)] = spans(wanted.scores)
    return [(value, name) for name, value in choices.items()]


def _told(stored: tuple[int, ...], offered: Offered) -> str:
    if offered.scale:
        return words.band(spans(scales.all_told(stored, offered.scale)))
    of_five = spans(scales.all_told(stored, scales.FIVE))
    return words.band_of_both(spans(stored), of_five) if offered.five else words.band(spans(stored))


def clients() -> Choices:
    """What somebody can have clicked with."""
    return ((name, str(label)) for name, label in chart_text.CLIENTS.items())


def proofs() -> Choices:
    """Why an answer can count."""
    return ((name, str(label)) for name, label in chart_text.PROOFS.items())


def ages() -> Choices:
    """How soon after sending an answer came."""
    return ((name, str(label)) for name, label in chart_text.AGES.items())


def _attributes(groups: Iterable[Segment]) -> Iterator[str]:
    for group in groups:
        if group.kind.strip() and group.value:
            yield f"{group.kind}={group.value}"


def _waves(campaign: Campaign) -> Iterator[tuple[str, str]]:
    """All waves, where there are several."""
    sent = campaign.sendings
    return ((str(wave.number), wave.label) for wave in (sent if len(sent) > 1 else ()))


def _topics(connection: db.Connection) -> Iterator[tuple[str, str]]:
    """All topics and tones, and that there is none."""
    for topic in topic_list.all_(connection):
        yield topic.slug, topic.name(team_language.spoken())
    yield WITHOUT_TOPIC, words.NO_TOPIC


def _answers(campaign: Campaign) -> Iterator[tuple[str, str]]:
    """Each question that has choices, and below it these; as the reader's language has them, else the campaign's."""
    languages = (team_language.spoken(), campaign.language)
    for question in campaign.questions:
        if not question["choices"]:
            continue
        number = question.get("id")
        yield str(number), worded(question["text"], *languages)
        for choice, texts in enumerate(question["choices"], 1):
            if words := worded(texts, *languages):
                yield f"{number}.{choice}", f"– {words}"  # noqa: RUF001 (a dash)
