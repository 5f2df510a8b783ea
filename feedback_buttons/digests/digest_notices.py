"""What a digest says, made when it is sent: the score with its change, why, the most mentioned topics, the scores of
the campaigns as a picture, ten comments. What was erased meanwhile is in none."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from feedback_buttons.base import ids, time_zones
from feedback_buttons.campaigns import campaigns
from feedback_buttons.campaigns.campaigns import Campaign, MissingCampaign
from feedback_buttons.campaigns.periods import Period, PeriodError, PeriodView
from feedback_buttons.channels.notices import Notice, Quote
from feedback_buttons.channels.senders import Render
from feedback_buttons.comments import comment_list
from feedback_buttons.comments.comment_filters import Filter
from feedback_buttons.comments.comment_list import Comment
from feedback_buttons.comments.redaction import redact
from feedback_buttons.digests import digest_pictures, digest_topics, digest_words
from feedback_buttons.i18n.team_language import date, speaking, spoken, tr
from feedback_buttons.outbox.delivery_loop import Claimed
from feedback_buttons.reports.periods.scope import Days, Scope
from feedback_buttons.reports.scores import attention, campaign_reports, change_text, overviews
from feedback_buttons.reports.scores.overview_windows import Windows
from feedback_buttons.reports.scores.overviews import Standing
from feedback_buttons.reports.segments import score_moves
from feedback_buttons.reports.statistics import score_text, stats
from feedback_buttons.storage import db

KIND = "digest"
CAMPAIGNS = 8  # that are told of, those with the most answers
COMMENTS = 10
LONGEST = 400  # characters of a comment
WEEK = 7


def render(dashboard_url: str) -> Render:
    """What makes the words of digests, with links to the dashboard."""

    def notice(connection: db.Connection, message: Claimed) -> Notice | None:
        now = ids.utc_now()
        with speaking(message.settings.get("language", "en")):
            if slug := message.payload.get("campaign"):
                return of_wave(connection, slug, int(message.payload["wave"]), now, dashboard_url)
            return weekly(connection, now, dashboard_url)

    return notice


def weekly(connection: db.Connection, now: datetime, dashboard_url: str) -> Notice:
    """The last seven days against the seven before."""
    standings = _told(overviews.standings(connection, Windows.of("7d", now)).values())
    shown = sorted(standings, key=lambda standing: -standing.answers)[:CAMPAIGNS]
    days = tr("the 7 days to {day}").format(day=date(now, time_zones.here()))
    if not shown:
        return _notice(tr("Nobody answered in {days}").format(days=days), "", now, dashboard_url)
    facts = tuple(
        (standing.campaign.name, digest_words.score(standing.score, standing.difference))
        for standing in shown
    )
    picture = digest_pictures.scores(shown)
    falls = _falls(connection, {standing.campaign.slug for standing in standings}, now)
    title = falls[0] if falls else _subject(shown, standings, days)
    reasons = "\n".join(filter(None, (*falls[1:], _reasons(connection, shown, now))))
    return replace(
        _notice(title, reasons, now, dashboard_url),
        facts=(*facts, *_mentioned(connection, now)),
        quotes=_quotes(connection, _latest(connection, shown)),
        pictures=(picture,) if picture else (),
    )


def _latest(connection: db.Connection, shown: Sequence[Standing]) -> Sequence[Comment]:
    """The week's latest comments on the campaigns that are told of."""
    comments = [
        comment
        for standing in shown
        for comment in comment_list.find(
            connection, Filter(campaign=standing.campaign.slug, days=WEEK), limit=COMMENTS
        ).comments
    ]
    return sorted(comments, key=lambda comment: comment.at, reverse=True)[:COMMENTS]


def _falls(connection: db.Connection, slugs: Collection[str], now: datetime) -> list[str]:
    """Which of these campaigns' scores fell in the last 24 hours by more than chance, the deepest fall first: before
    the week's news."""
    standings = overviews.standings(connection, Windows.of("24h", now)).values()
    return [
        f"{concern.campaign.name}: {change_text.latest(concern.latest)}"
        for concern in attention.of(standings)
        if concern.kind == "fell" and concern.campaign.slug in slugs
    ]


def _mentioned(connection: db.Connection, now: datetime) -> tuple[digest_topics.Fact, ...]:
    """The topics of the last seven days, by the installation's clock, against the seven before."""
    spans = score_moves.Spans.of(now.astimezone(time_zones.here()).date(), WEEK)
    before = Days(spans.before, spans.first - timedelta(days=1))
    return digest_topics.facts(connection, None, Days(spans.first, spans.last), before)


def of_wave(
    connection: db.Connection, slug: str, number: int, now: datetime, dashboard_url: str
) -> Notice | None:
    """A campaign's wave against the one before; None where either is gone."""
    try:
        campaign = campaigns.get(connection, slug)
        scope = Scope.of(campaign, PeriodView(Period("wave", wave=number)), now)
    except (MissingCampaign, PeriodError):
        return None
    summary = campaign_reports.summary_of(connection, slug, scope)
    if summary is None:
        return None
    before = _earlier(connection, campaign, number, now)
    difference = stats.difference(summary.counts, before) if before else None
    wave = scope.wave.label if scope.wave else str(number)
    title = tr("{campaign}, wave {wave}: {score}").format(
        campaign=campaign.name, wave=wave, score=digest_words.short(summary.score, difference)
    )
    move = score_moves.of_scope(connection, campaign, scope) if before else None
    rate = summary.response_rate
    facts = () if rate is None else ((tr("Response rate"), score_text.share(rate)),)
    against = scope.days_against if before else None
    topics = digest_topics.facts(connection, campaign, scope.days, against) if scope.days else ()
    wanted = Filter(campaign=slug, wave=number)
    comments = comment_list.find(connection, wanted, limit=COMMENTS).comments
    picture = digest_pictures.shares(summary.counts, before)
    link = f"{dashboard_url}/campaign/{slug}?period=wave:{number}"
    return replace(
        _notice(title, digest_words.why(move, campaign), now, link),
        facts=(*facts, *topics),
        quotes=_quotes(connection, comments),
        pictures=(picture,) if picture else (),
    )


def _earlier(
    connection: db.Connection, campaign: Campaign, number: int, now: datetime
) -> tuple[int, ...] | None:
    """The answers of the wave before; None where there is none, or it is too early to tell of them."""
    if number < 2:
        return None
    scope = Scope.of(campaign, PeriodView(Period("wave", wave=number - 1)), now)
    summary = campaign_reports.summary_of(connection, campaign.slug, scope)
    return summary.counts if summary and summary.tells else None


def _told(standings: Iterable[Standing]) -> list[Standing]:
    """Those that somebody answered; demonstrations only where there is nothing else."""
    answered = [standing for standing in standings if standing.answers]
    return [one for one in answered if not one.campaign.demo] or answered


def _subject(shown: Sequence[Standing], standings: Sequence[Standing], days: str) -> str:
    """The one campaign's score with its change, or the index."""
    if len(standings) == 1:
        only = shown[0]
        sentence = digest_words.short(only.score, only.difference)
        return tr("{campaign}, {days}: {score}").format(
            campaign=only.campaign.name, days=days, score=sentence
        )
    answers = sum(standing.answers for standing in standings)
    moved = [one for one in shown if one.difference and one.difference.real]
    falls = sorted(moved, key=lambda one: one.difference.mean if one.difference else 0.0)
    if falls:
        first = falls[0]
        news = tr("{campaign} {change}").format(
            campaign=first.campaign.name, change=digest_words.change(first.difference)
        )
    else:
        news = tr("no score moved by more than chance")
    return tr("{days}: {news}; {number} answers").format(
        days=days, news=news, number=score_text.decimal(answers, 0)
    )


def _reasons(connection: db.Connection, shown: Sequence[Standing], now: datetime) -> str:
    """Why scores moved, a line a campaign whose change is more than chance."""
    lines = []
    for standing in shown:
        if not (standing.difference and standing.difference.real):
            continue
        campaign = standing.campaign
        today = now.astimezone(campaign.zone).date()
        move = score_moves.read(connection, campaign, score_moves.Spans.of(today, WEEK))
        if reasons := digest_words.why(move, campaign):
            lines.append(f"{campaign.name}: {reasons}.")
    return "\n".join(lines)


def _quotes(connection: db.Connection, comments: Sequence[Comment]) -> tuple[Quote, ...]:
    names = {campaign.slug: campaign for campaign in campaigns.list_(connection)}

    def about(comment: Comment) -> str:
        campaign = names[comment.key.campaign]
        return f"{comment.told} · {campaign.name} · {date(comment.at, campaign.zone)}"

    return tuple(
        Quote(_cut(redact(comment.comment)), about(comment))
        for comment in comments
        if comment.key.campaign in names
    )


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1].rstrip()}…"


def _notice(title: str, text: str, now: datetime, link: str) -> Notice:
    return Notice(
        "digest",
        title[:1].upper() + title[1:],
        text,
        link=link,
        link_text=tr("Open Feedback Buttons"),
        language=spoken(),
        data={"at": now.isoformat(timespec="seconds")},
    )
