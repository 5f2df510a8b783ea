"""The words of an alert, made when it is sent: of answers as they stand by then, their words
redacted. Of one that is gone nothing is said."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from feedback_buttons.base import ids
from feedback_buttons.campaigns import campaigns, scales
from feedback_buttons.campaigns.campaigns import Campaign
from feedback_buttons.channels.notices import Notice, Quote
from feedback_buttons.comments.redaction import redact
from feedback_buttons.i18n.team_language import date, local, percent, speaking, tr, trn
from feedback_buttons.outbox.delivery_loop import Claimed
from feedback_buttons.storage import db

QUOTES = 10  # comments in a message for people
MOST = 100  # events in a message for programs


@dataclass(frozen=True, slots=True)
class AlertLine:
    """One event of a message, as it stands now; ``score`` as it is stored. ``counts`` is whether an answer still does;
    ``comments`` whether its rule lets words go, ``events`` how many the message has in all."""

    id: int
    kind: str
    campaign: str
    recipient: int | None
    occasion: int | None
    at: datetime
    detail: dict[str, Any]
    gone: str | None
    score: int | None
    counts: bool
    comment: str | None
    answered_at: datetime | None
    rule: str
    comments: bool
    events: int


def renderer(dashboard_url: str) -> Callable[[db.Connection, Claimed], Notice | None]:
    """What words an alert, with links to this dashboard."""

    def render(connection: db.Connection, message: Claimed) -> Notice | None:
        values = {"batch": message.payload["batch"], "limit": MOST}
        lines = db.rows(connection, AlertLine, "batch_events", values)
        if not lines:
            return None
        listed = {campaign.slug: campaign for campaign in campaigns.list_(connection)}
        language = message.settings.get("language", "en")
        with_words = lines[0].comments and bool(message.settings.get("comments"))
        with speaking(language):
            return notice(lines, listed, dashboard_url, language, with_words=with_words)

    return render


def recall(_: db.Connection, message: Claimed) -> Notice:
    """What programs are told when an event that they know has changed or is gone."""
    data = {"event": message.payload.get("event"), "became": message.payload.get("became")}
    return Notice("event.recalled", "", data=data)


def notice(
    lines: Sequence[AlertLine],
    listed: Mapping[str, Campaign],
    dashboard_url: str,
    language: str,
    *,
    with_words: bool,
) -> Notice:
    """The message about these events, in the language spoken."""
    cases = [line for line in lines if line.kind == "case"]
    others = [line for line in lines if line.kind != "case"]
    names = {slug: campaign.name for slug, campaign in listed.items()}
    slugs = {line.campaign for line in lines}
    number = lines[0].events - len(others)
    of_cases = trn("{number} answer needs somebody", "{number} answers need somebody", number)
    heads = [_sentence(line, names, language) for line in others[:1]]
    if cases:
        heads.append(of_cases.format(number=local(f"{number:,}")))
    title = " · ".join(heads)
    if len(slugs) == 1:
        title += f" ({names.get(next(iter(slugs)), '')})"
    quotes = [_quote(line, listed) for line in cases if with_words and line.comment][:QUOTES]
    place = f"campaign/{next(iter(slugs))}" if len(slugs) == 1 else ""
    return Notice(
        "alert.fired",
        title,
        "\n".join(_sentence(line, names, language) for line in others[1:]),
        _facts(cases, listed),
        tuple(quotes),
        f"{dashboard_url}/{'cases' if cases else place}",
        tr("Open the cases") if cases else tr("Open the campaign"),
        _data(lines, listed, with_words=with_words),
        language,
    )


def _sentence(line: AlertLine, names: Mapping[str, str], language: str) -> str:
    """What happened to a campaign."""
    sentences = {
        "fell": tr("The score of {name} fell by more than chance, from {before} to {mean}"),
        "silent": tr("{name} gets no answers any more: usual in 24 hours are {usual}"),
        "few": tr("{name} gets few answers: {answers} in 24 hours, usual are {usual}"),
        "scanned": tr("Scanners press more buttons of {name} than before: {clicks} in 24 hours"),
        "broken": tr("Mails of {name} hold buttons without a token: {clicks} clicks"),
        "unsigned": tr("{answers} people answered {name} within a day by buttons that name nobody"),
        "target score": tr("{name} has reached its target: {score}, aimed at {target}"),
        "target answers": tr("{name} has reached its target: {answers} answers, aimed at {target}"),
        "topic": tr("More comments on {name} mention {topic}: {share}, before {before}"),
    }
    figures = {
        key: local(f"{value:,}")
        for key, value in line.detail.items()
        if isinstance(value, int | float)
    }
    words = {"name": names.get(line.campaign, line.campaign)} | figures
    if line.kind == "topic":
        words["topic"] = _topic(line.detail, language)
        words |= {key: percent(words[key]) for key in ("share", "before") if key in words}
    about = f"{line.kind} {line.detail['about']}" if line.kind == "target" else line.kind
    return sentences.get(about, line.kind).format_map(_Missing(words))


def _topic(detail: Mapping[str, Any], language: str) -> str:
    """A topic's name in a language; in another where it has none in that."""
    names = detail["names"]
    return str(names.get(language) or names.get("en") or detail["topic"])


class _Missing(dict[str, str]):
    """Figures; one that an older version did not note is a question mark."""

    def __missing__(self, key: str) -> str:
        return "?"


def _facts(
    cases: Sequence[AlertLine], listed: Mapping[str, Campaign]
) -> tuple[tuple[str, str], ...]:
    """How many cases there are of each campaign, the most first, and their scores."""
    by_campaign: dict[str, list[str]] = {}
    for line in cases:
        by_campaign.setdefault(line.campaign, []).append(_score(line, listed))
    ordered = sorted(by_campaign.items(), key=lambda item: -len(item[1]))
    return tuple(
        (listed[slug].name, ", ".join(scores[:20]) + (" …" if len(scores) > 20 else ""))
        for slug, scores in ordered
        if slug in listed
    )


def _score(line: AlertLine, listed: Mapping[str, Campaign]) -> str:
    """A score as the campaign tells it, such as 3/10."""
    campaign = listed.get(line.campaign)
    if campaign is None or line.score is None:
        return "?"
    return f"{scales.tell(line.score, campaign.told)}/{scales.TOLD[campaign.told][-1]}"


def _quote(line: AlertLine, listed: Mapping[str, Campaign]) -> Quote:
    campaign = listed.get(line.campaign)
    when = date(line.answered_at) if line.answered_at else ""
    about = (_score(line, listed), campaign.name if campaign else "", when)
    return Quote(redact(line.comment or ""), ", ".join(filter(None, about)))


def _data(
    lines: Sequence[AlertLine], listed: Mapping[str, Campaign], *, with_words: bool
) -> dict[str, Any]:
    """The same for programs. Numbers of events are texts: they are too long for what some programs call a number."""
    return {
        "rule": lines[0].rule,
        "events": [_event(line, listed, with_words=with_words) for line in lines],
        "left_out": max(lines[0].events - len(lines), 0),
    }


def _event(line: AlertLine, listed: Mapping[str, Campaign], *, with_words: bool) -> dict[str, Any]:
    event: dict[str, Any] = {"id": str(line.id), "kind": line.kind, "campaign": line.campaign}
    if line.recipient is None:
        return event | {"at": line.at.isoformat(), "figures": line.detail}
    campaign = listed.get(line.campaign)
    scale = campaign.told if campaign else scales.USUAL
    event |= {
        "recipient": ids.recipient_code(line.recipient),
        "score": None if line.score is None else scales.tell(line.score, scale),
        "scale": scale,
        "answered_at": line.answered_at.isoformat() if line.answered_at else None,
    }
    return event | ({"comment": line.comment and redact(line.comment)} if with_words else {})
