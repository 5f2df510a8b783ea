"""The page of several installations: their index together, each one's figures, what needs attention anywhere, and all
campaigns; the same as a file."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from feedback_buttons.config.settings import Config
from feedback_buttons.dashboard.api.scores import overview_handlers
from feedback_buttons.dashboard.api.scores.overview_models import (
    CampaignsOverview,
    OverviewCampaign,
    OverviewConcern,
    OverviewIndex,
)
from feedback_buttons.dashboard.installations.installation_reader import (
    PERIODS,
    InstallationReader,
    Reading,
)
from feedback_buttons.dashboard.kit.requests import auth
from feedback_buttons.dashboard.kit.requests.own_address import own
from feedback_buttons.dashboard.kit.shapes import file_links
from feedback_buttons.dashboard.kit.words import not_offered, overview_text
from feedback_buttons.i18n.team_language import lazy_gettext, tr
from feedback_buttons.reports.exports import export
from feedback_buttons.reports.periods import period_text
from feedback_buttons.reports.statistics import organisation_index, score_text, stats
from feedback_buttons.reports.statistics.organisation_index import Index
from feedback_buttons.storage import db

PATH = "/installations"
MOST = 100  # campaigns on the page; the file has all
CONCERNS = {
    "fell": lazy_gettext("fell within 24 hours, more than chance"),
    "silent": lazy_gettext("no answer in 24 hours"),
    "few": lazy_gettext("few answers in 24 hours"),
    "scanned": lazy_gettext("scanners press more of the clicks"),
    "low_rate": lazy_gettext("fewer answer than usual"),
    "broken": lazy_gettext("buttons without a token are clicked"),
    "shared_token": lazy_gettext("many people hold one token"),
}
HEADS = ("installation", "campaign", "name", "touchpoint", "closed", "scale", "score", "low", "high",
         "answers", "difference", "mails", "response_rate", "last_at", "period", "read_at")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Line:
    """A campaign, and the installation that it belongs to."""

    reading: Reading
    campaign: OverviewCampaign

    @property
    def address(self) -> str:
        """Where its own dashboard shows it."""
        return place(self.reading, f"/campaign/{self.campaign.campaign}")


def blueprint(pool: db.Pool, config: Config) -> Blueprint:
    """/installations, and its table as files."""
    pages = Blueprint("installations", __name__)
    reader = InstallationReader(config.installations, config.local_networks)

    def readings() -> list[Reading]:
        return reader.read(_period(), partial(_here, pool))

    @pages.get(PATH)
    @auth.needs("scores")
    def look() -> ResponseReturnValue:
        shown = readings()
        lines = sorted(_lines(shown), key=_newest, reverse=True)
        return render_template(
            "installations.html",
            path=PATH,
            period=_period(),
            wrong=_wrong_period(),
            periods={period: str(period_text.NAMES[period]) for period in PERIODS},
            index=organisation_index.joined(list(_indices(shown))),
            readings=shown,
            concerns=list(_concerns(shown)),
            lines=lines[:MOST],
            more=len(lines) - MOST,
            name=name,
            place=place,
            words=overview_text,
            decimal=score_text.decimal,
            score=_score,
            change=_change,
            own_index=own_index,
        )

    @pages.get(f"{PATH}.<any(csv, xlsx, parquet):form>")
    @auth.needs("scores")
    def file(form: export.Form) -> ResponseReturnValue:
        return file_links.answered(form, HEADS, list(_rows(readings())))

    return pages


def name(reading: Reading) -> str:
    """What an installation is called; this one where the operator gave it no name."""
    return reading.installation.name or tr("This installation")


def place(reading: Reading, path: str = "/") -> str:
    """The address of a page of an installation's dashboard."""
    return f"{reading.installation.url}{path}" if reading.installation.url else own(path)


def own_index(index: OverviewIndex) -> Index:
    """An index as it was told."""
    margin = index.high - index.score
    parts = index.answers, index.campaigns
    return Index(index.score, margin, index.change, *parts, (), index.weight, index.weight_then)


def _period() -> str:
    period = request.args.get("period", "")
    return period if period in PERIODS else "30d"


def _wrong_period() -> str:
    """What is wrong with the period that the address asks for; "" for nothing."""
    return not_offered.sentence("period", request.args.get("period", ""), PERIODS)


def _here(pool: db.Pool, period: str) -> CampaignsOverview:
    with pool.connection() as connection:
        facts = overview_handlers.facts(connection, period)
    return CampaignsOverview.model_validate(facts, from_attributes=True)


def _indices(readings: Sequence[Reading]) -> Iterator[Index]:
    for reading in readings:
        if reading.overview and reading.overview.index:
            yield own_index(reading.overview.index)


def _lines(readings: Sequence[Reading]) -> Iterator[Line]:
    for reading in readings:
        if reading.overview:
            yield from (Line(reading, campaign) for campaign in reading.overview.campaigns)


def _newest(line: Line) -> float:
    at = line.campaign.last_at
    return at.timestamp() if at else 0.0


def _concerns(readings: Sequence[Reading]) -> Iterator[tuple[Line, OverviewConcern, str]]:
    """Those of all, falls first, with the words for each."""
    lines = {(id(line.reading), line.campaign.campaign): line for line in _lines(readings)}
    of_all = [
        (lines[id(reading), concern.campaign], concern, str(CONCERNS[concern.kind]))
        for reading in readings
        if reading.overview
        for concern in reading.overview.attention
        if (id(reading), concern.campaign) in lines
    ]
    yield from sorted(of_all, key=lambda entry: list(CONCERNS).index(entry[1].kind))


def _score(campaign: OverviewCampaign) -> str:
    """A campaign's score and how far it may be off, without its answers, which have a column."""
    score = stats.score(campaign.counts)
    if score is None or score.early:
        return score_text.NONE
    return score_text.told(score_text.value(score), score_text.sure(score))


def _change(campaign: OverviewCampaign) -> str:
    difference = campaign.change.difference
    return score_text.NONE if difference is None else score_text.signed(difference, 1)


def _rows(readings: Sequence[Reading]) -> Iterator[list[object]]:
    for line in _lines(readings):
        campaign, overview = line.campaign, line.reading.overview
        values = [getattr(campaign, head) for head in HEADS[1:10]]
        behind = [
            campaign.change.difference,
            campaign.mails,
            campaign.response_rate,
            campaign.last_at,
        ]
        yield [
            name(line.reading),
            *values,
            *behind,
            overview and overview.period,
            overview and overview.at,
        ]
