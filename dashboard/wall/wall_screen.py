"""The wall screen: no controls, one campaign after the other, opened by a session or by a link."""

from collections.abc import Callable, Sequence
from typing import Any

import psycopg
from flask import Blueprint, Response, abort, redirect, render_template, request
from flask.typing import ResponseReturnValue
from psycopg_pool import PoolTimeout

from feedback_buttons.accounts import users, wall_links
from feedback_buttons.accounts.wall_links import WallLink
from feedback_buttons.base import ids
from feedback_buttons.base.ids import recipient_code
from feedback_buttons.campaigns import scales
from feedback_buttons.campaigns.campaigns import Campaign
from feedback_buttons.campaigns.periods import EVER, Period, PeriodError, PeriodView
from feedback_buttons.campaigns.score_bands import band
from feedback_buttons.comments import comment_list
from feedback_buttons.comments.comment_filters import Filter
from feedback_buttons.comments.comment_list import Comment
from feedback_buttons.dashboard.kit.frame import page_frame
from feedback_buttons.dashboard.kit.live.feed import Reader, Slugs
from feedback_buttons.dashboard.kit.live.live_hub import ALL as ANY
from feedback_buttons.dashboard.kit.live.live_hub import Hub, response
from feedback_buttons.dashboard.kit.requests import auth
from feedback_buttons.dashboard.kit.requests.own_address import own
from feedback_buttons.dashboard.kit.shapes.blocks import Props
from feedback_buttons.dashboard.kit.words import empty_text, text
from feedback_buttons.dashboard.wall import index_slide
from feedback_buttons.i18n import team_language
from feedback_buttons.i18n.team_language import tr
from feedback_buttons.reports.periods import period_text
from feedback_buttons.reports.periods.scope import Scope
from feedback_buttons.reports.scores import campaign_reports, change_text, latest_change
from feedback_buttons.reports.scores.campaign_reports import CampaignSummary
from feedback_buttons.reports.topics import topic_scores
from feedback_buttons.storage import db

ALL = ""  # instead of a slug
SHOWN = 12  # campaigns that take turns: those that moved last
COMMENTS = 6
_AWAY = (psycopg.Error, PoolTimeout)


def blueprint(hub: Hub, accounts: auth.Accounts) -> Blueprint:
    """/wall and /wall/<slug>, and the stream behind them; each with ?key= for who has only a link, and with
    ?period= for the answers of some time."""
    screens = Blueprint("wall", __name__)

    @screens.get("/wall", defaults={"slug": ALL})
    @screens.get("/wall/<slug>")
    @auth.public
    def wall(slug: str) -> ResponseReturnValue:
        door = _door(accounts, slug)
        if door is None:
            return redirect(own(f"/sign-in?next={request.path}")) if not _key() else _closed()
        period = _period()
        with accounts.pool.connection() as connection:
            if slug != ALL and campaign_reports.summary(connection, slug) is None:
                abort(404)
            first = _first(connection, _reader(slug, period, comments=door[0]))
        bars = _bars(first)
        return render_template(
            "wall.html", words=text, bars=bars, first=first, rows=_rows(first), **page_frame.wall()
        )

    @screens.get("/wall-stream", defaults={"slug": ALL})
    @screens.get("/wall-stream/<slug>")
    @auth.public
    def stream(slug: str) -> ResponseReturnValue:
        door = _door(accounts, slug)
        if door is None:
            abort(401)
        comments, valid = door
        period = _period()
        hour = f"{ids.utc_now():%d %H}"  # a screen asks anew every hour, and a period may begin later then
        named = f"{slug} {_index()!r} {'with' if comments else 'without'} comments {period} {hour}"
        read = _reader(slug, period, comments=comments)
        return response(hub.stream(f"{ANY}wall {named}", read, valid))

    return screens


def _key() -> str:
    return request.args.get("key", "")


def _period() -> Period:
    """The period that the address names; a text that is none is answered 400."""
    view, strange = PeriodView.understood(request.args)
    if strange:
        abort(Response("\n".join(strange), status=400, mimetype="text/plain"))
    return view.period


def _index() -> str | None:
    """The touchpoint whose index the address asks for ("" for all); None where it asks for campaigns."""
    show = request.args.get("show", "")
    if show not in ("", index_slide.INDEX):
        abort(
            Response(f"show is {index_slide.INDEX} or nothing", status=400, mimetype="text/plain")
        )
    return request.args.get("touchpoint", "") if show else None


def _reader(slug: str, period: Period, *, comments: bool) -> Reader:
    """Reads what the address asks for: a campaign, all of them in turn, or the index."""
    touchpoint = _index()
    if slug == ALL and touchpoint is not None:
        return index_slide.reader(touchpoint)
    return reader(slug, period, comments=comments)


def _closed() -> ResponseReturnValue:
    return render_template("wall_closed.html"), 401


def _door(accounts: auth.Accounts, slug: str) -> tuple[bool, Callable[[], bool]] | None:
    """Whether the viewer sees comments, and whether it still may look; None if it may not."""
    if key := _key():
        id = wall_links.read(key, auth.session_keys())
        link = _link(accounts, id) if id is not None else None
        if link is None or link.campaign not in (None, slug):
            return None
        return link.comments, lambda: _alive(accounts, link.id)
    session_user = auth.signed_in()
    account = accounts.get(session_user) if session_user else None
    if session_user is None or account is None or not users.may(account.role, "scores"):
        return None
    return users.may(account.role, "comments"), auth.checker(accounts, session_user)


def _link(accounts: auth.Accounts, id: int) -> WallLink | None:
    with accounts.pool.connection() as connection:
        return wall_links.get(connection, id)


def _alive(accounts: auth.Accounts, id: int) -> bool:
    try:
        return _link(accounts, id) is not None
    except _AWAY:
        return True  # a database that is away revokes nothing


def reader(slug: str, period: Period = EVER, *, comments: bool) -> Reader:
    """Reads the slides: "order", their slugs; and each as "slide <slug>", of the answers of a period."""
    summaries: dict[str, CampaignSummary] = {}
    slides: dict[str, Props] = {}

    def read(connection: db.Connection, slugs: Slugs, _slow: bool) -> dict[str, Props]:
        if slug != ALL and slugs is not None and slug not in slugs:
            return {}
        changed = _summaries(
            connection, slug, slugs if summaries.keys() >= (slugs or {""}) else None
        )
        summaries.update({summary.campaign.slug: summary for summary in changed})
        shown = list(summaries.values())  # none of a campaign that is not there, or was deleted
        order = turns(shown) if slug == ALL else [one.campaign.slug for one in shown]
        for name in order:
            if name not in slides or any(summary.campaign.slug == name for summary in changed):
                slides[name] = _slide(connection, summaries[name], period, comments=comments)
        return {"order": {"slugs": order}, **{f"slide {name}": slides[name] for name in order}}

    return read


def _slide(
    connection: db.Connection, ever: CampaignSummary, period: Period, *, comments: bool
) -> Props:
    """The slide of a campaign in a period; of all of time, and saying so, where it has no such one."""
    campaign, now = ever.campaign, ids.utc_now()
    try:
        scope = Scope.of(campaign, PeriodView(period, "none"), now)
    except PeriodError:
        scope = Scope.ever(campaign, now)
    summary = campaign_reports.summary_of(connection, campaign.slug, scope) or ever
    newest = _newest(connection, campaign.slug, scope) if comments else ()
    topics = _topics(connection, campaign) if comments else ""
    latest = change_text.moved(latest_change.read(connection, campaign, now))
    return slide(summary, newest, topics, scope, latest=latest)


def _first(connection: db.Connection, read: Reader) -> Props:
    """The slide that a screen begins with, so that nothing moves when its stream comes; {} where there is none."""
    news = read(connection, None, True)
    order = news["order"]["slugs"]
    return news[f"slide {order[0]}"] if order else {}


def _bars(slide: Props) -> list[tuple[int, str, float | None]]:
    """A bar for each score that any scale has: the score, its band, and how high it is; None is not asked."""
    heights: list[float] = slide.get("bars", [])
    lowest = slide.get("lowest", scales.ANY[0])
    by_score = {lowest + place: height for place, height in enumerate(heights)}
    return [
        (score, band(score), by_score.get(score, None if heights else 0.0)) for score in scales.ANY
    ]


def _rows(slide: Props) -> list[dict[str, Any]]:
    """The comments of a slide, and empty ones for as many as there may be."""
    comments = slide.get("comments", [])
    return [*comments, *({} for _ in range(COMMENTS - len(comments)))]


def _summaries(connection: db.Connection, slug: str, slugs: Slugs) -> list[CampaignSummary]:
    if slug == ALL and slugs is None:
        return campaign_reports.overview(connection)
    wanted = [slug] if slug != ALL else slugs or ()
    summaries = (campaign_reports.summary(connection, slug_wanted) for slug_wanted in wanted)
    return [summary for summary in summaries if summary]


def turns(summaries: list[CampaignSummary]) -> list[str]:
    """The campaigns that take turns: open ones with answers; demonstrations only among themselves."""
    alive = [summary for summary in summaries if summary.answers and not summary.campaign.closed]
    real = [summary for summary in alive if not summary.campaign.demo] or alive
    latest = sorted(
        real, key=lambda summary: summary.last_at or summary.campaign.created_at, reverse=True
    )
    return sorted(summary.campaign.slug for summary in latest[:SHOWN])


def slide(
    summary: CampaignSummary,
    comments: Sequence[Comment],
    topics: str = "",
    scope: Scope | None = None,
    *,
    latest: str = "",
) -> Props:
    """One campaign as the screen shows it, of all of time unless a scope says otherwise; ``latest`` is how its last 24
    hours moved, where that is more than chance. A response rate is of all of
    time or of a wave: of any other period there is none."""
    campaign, score = summary.campaign, summary.score
    part = None if scope is None or scope.all else scope
    responded = summary.response_rate if part is None or part.wave else None
    most = max(summary.counts)
    return {
        "name": campaign.name,
        "kind": " · ".join(
            filter(None, [campaign.touchpoint, str(text.DEMO) if campaign.demo else ""])
        ),
        "score": text.mean(score),
        "margin": text.margin(score)
        if summary.answers
        else empty_text.answers(of_period=part is not None),
        "latest": latest,
        "answers": text.answers(summary.answers),
        "rate": "" if responded is None else text.response(responded),
        "period": period_text.covers(part) if part else period_text.name(EVER),
        "lowest": campaign.told_scores[0],
        "bars": [round(count / most, 3) if most else 0 for count in summary.counts],
        "topics": topics,
        "comments": [_comment(comment) for comment in comments],
    }


def _topics(connection: db.Connection, campaign: Campaign) -> str:
    """The three topics that today's comments mention most; "" where they mention none."""
    today = ids.utc_now().astimezone(campaign.zone).date()
    mentioned = topic_scores.most_mentioned(connection, campaign, today)
    names = "\xa0· ".join(topic.words(team_language.spoken()) for topic in mentioned)
    return tr("Most mentioned today: {topics}").format(topics=names) if names else ""


def _newest(connection: db.Connection, slug: str, scope: Scope) -> Sequence[Comment]:
    period = "" if scope.all else str(scope.view.period)
    wanted = Filter(campaign=slug, period=period)
    return comment_list.find(connection, wanted, limit=COMMENTS).comments


def _comment(comment: Comment) -> dict[str, Any]:
    return {
        "key": f"{recipient_code(comment.key.recipient)}-{comment.key.occasion}",
        "score": comment.told,
        "band": band(comment.score),
        "comment": comment.comment,
        "at": text.iso(comment.at),
    }
