"""What the page of gains says of those who score otherwise. It claims no cause, and never says "impact"."""

from feedback_buttons.base import ids, time_zones
from feedback_buttons.campaigns import scales
from feedback_buttons.campaigns.periods import EVER
from feedback_buttons.dashboard.gains.gains_choice import GainsChoice
from feedback_buttons.dashboard.kit.words import chart_text, paper_text, text
from feedback_buttons.i18n.team_language import local, tr
from feedback_buttons.reports.periods import period_text
from feedback_buttons.reports.scores import gain_cells
from feedback_buttons.reports.scores.drivers import Driver
from feedback_buttons.reports.scores.extents import Extent
from feedback_buttons.reports.scores.gain_cells import Cells
from feedback_buttons.reports.statistics import score_text, stats
from feedback_buttons.reports.statistics.contrasts import Counts
from feedback_buttons.reports.statistics.leverage import Leverage

# The lowest and the highest scores, by the scale that they are told in.
LOW = {scales.USUAL: "1–6", scales.FROM_ZERO: "0–6", scales.FIVE: "1–3"}  # noqa: RUF001 (dashes)
HIGH = {scales.USUAL: "9–10", scales.FROM_ZERO: "9–10", scales.FIVE: "5"}  # noqa: RUF001
NAMED = 12  # campaigns on paper; of more their number is said


def kind(name: str) -> str:
    """What an attribute is called."""
    return name or str(chart_text.PAGE_LANGUAGE)


def value(kind: str, value: str) -> str:
    """What a value of an attribute is called."""
    return value if kind else text.languages().get(value, value)


def name(driver: Driver, language: str) -> str:
    """What those have in common: "Delivery", "channel: post"."""
    if driver.topic:
        return driver.topic.name(language)
    return tr("{attribute}: {value}").format(
        attribute=kind(driver.kind), value=value(driver.kind, driver.value)
    )


def by(name: str) -> str:
    """What cells are made by."""
    if name == gain_cells.WHOLE:
        return tr("no split")
    return kind(name.removeprefix(gain_cells.ATTRIBUTE) if name != gain_cells.LANGUAGE else "")


def cell(extent: Extent, by: str, place: str, named: str) -> str:
    """What a cell is called: "Delivery · post"."""
    slugs = {campaign.slug: campaign.name for campaign in extent.campaigns}
    whole = not (extent.campaign or extent.touchpoint)
    where = (place or tr("No touchpoint")) if whole else slugs.get(place, place)
    within = value("" if by == gain_cells.LANGUAGE else by, named) if named else ""
    parts = ["" if extent.campaign else where, within]
    return " · ".join(filter(None, parts))


def decimal(number: float, digits: int) -> str:
    """A number with so many decimals."""
    return score_text.decimal(number, digits)


def percent(share: float) -> str:
    """A share."""
    return text.percent(share)


def first(cells: Cells, called: str) -> str:
    """How sure it is that the first is first."""
    held, number = cells.cells[0].leverage, len(cells.cells)
    if held.gain.low <= 0:
        return tr(
            "No group is below the rest by more than chance. {cell} is listed first, but that may be chance."
        ).format(cell=called)
    if held.rank == (1, 1):
        return tr("{cell} holds the score back most, in at least 95% of the simulations.").format(
            cell=called
        )
    return tr(
        "{cell} is listed first, but that may be chance: its true rank may be {best} to {worst} of {number}."
    ).format(cell=called, best=held.rank[0], worst=held.rank[1], number=number)


def rank(held: Leverage) -> str:
    """Which places it may have: "1 to 4"."""
    if held.rank[0] == held.rank[1]:
        return str(held.rank[0])
    return tr("{low} to {high}").format(low=held.rank[0], high=held.rank[1])


def of(extent: Extent) -> str:
    """Whose answers these are."""
    if extent.campaign:
        return extent.campaign.name
    return extent.touchpoint or tr("all campaigns that ask for a score from 1 to 10")


def covers(choice: GainsChoice) -> str:
    """Whose answers, of which days and by which clock: "All campaigns that ask … · All time"."""
    answers = of(choice.extent)
    return f"{answers[:1].upper()}{answers[1:]} · {choice.period.clocked}"


def paper(choice: GainsChoice) -> str:
    """What a printed page is of, in a line: whose answers, of which campaigns and days, and when it was made."""
    extent, zone = choice.extent, time_zones.here()
    names = [campaign.name for campaign in extent.campaigns][:NAMED]
    more = len(extent.campaigns) - len(names)
    listed = ", ".join(names) + (f" + {more}" if more else "")
    whose = of(extent) if extent.campaign else f"{of(extent)} ({listed})"
    period = choice.period.covers or period_text.name(EVER, ())
    return " · ".join(
        [f"{whose[:1].upper()}{whose[1:]}", period, paper_text.as_of(ids.utc_now(), zone)]
    )


def mean(counts: Counts) -> str:
    """Their mean; a dash of too few to tell."""
    return score_text.decimal(stats.mean(counts) or 0, 2) if stats.tells(counts) else text.NONE


def sentence(driver: Driver, language: str) -> str:
    """How they scored beside the others, without a claim of why; "" where that may be chance."""
    difference = driver.contrast.mean
    if not difference.real:
        return ""
    message = _mentions(difference.mean) if driver.topic else _known(difference.mean)
    named = driver.topic.name(language) if driver.topic else value(driver.kind, driver.value)
    return message.format(
        topic=named,
        attribute=kind(driver.kind),
        value=named,
        amount=score_text.decimal(abs(difference.mean)),
        number=local(f"{driver.answers:,}"),
    )


def _mentions(difference: float) -> str:
    if difference < 0:
        return tr(
            "Comments that mention “{topic}” score {amount} lower ({number} comments). This does "
            "not prove that a change there would raise the score."
        )
    return tr(
        "Comments that mention “{topic}” score {amount} higher ({number} comments). This does "
        "not prove that more of it would raise the score."
    )


def _known(difference: float) -> str:
    if difference < 0:
        return tr(
            "Recipients whose {attribute} is {value} score {amount} lower ({number} answers). "
            "This does not prove that a change there would raise the score."
        )
    return tr(
        "Recipients whose {attribute} is {value} score {amount} higher ({number} answers). This "
        "does not prove that more of it would raise the score."
    )
