"""A campaign's score as an SVG badge, for wikis and pages of others."""

from html import escape
from unicodedata import east_asian_width

from feedback_buttons.base.colours import ACCENT
from feedback_buttons.dashboard.kit.words import text
from feedback_buttons.i18n.team_language import tr
from feedback_buttons.reports.scores.campaign_reports import CampaignSummary
from feedback_buttons.reports.statistics import score_text

# px that letters of 11 px take in Verdana and DejaVu Sans, about; textLength makes it exact.
_WIDTHS = {
    letter: width
    for letters, width in (("'ijlIJ .,:;!", 3.4), ("frt()-", 4.2), ("mwMW%@±", 9.7))
    for letter in letters
}
_CAPITAL, _LETTER, _WIDE = 7.6, 6.8, 11.0  # other capitals, other letters, and those of East Asia
_ROOM = 8


def words(summary: CampaignSummary) -> str:
    """ "7.7 ± 0.1 from 4,812 answers"; while it is too early what is missing."""
    score = summary.score
    if score is None:
        return str(text.NO_ANSWERS)
    margin = text.margin(score)
    worded = margin if score.early else score_text.told(text.mean(score), margin)
    return tr("{score} from {answers}").format(score=worded, answers=text.answers(summary.answers))


def svg(summary: CampaignSummary) -> str:
    """The badge: the campaign's name on grey, its score on our blue; white letters on both, at least 4.5:1."""
    name, sentence = summary.campaign.name, words(summary)
    left, right = (round(sum(map(_width, part))) + 2 * _ROOM for part in (name, sentence))
    title = escape(f"{name}: {sentence}")
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{left + right}" height="20" role="img" aria-label="{title}">'
        f"<title>{title}</title>"
        f'<clipPath id="r"><rect width="{left + right}" height="20" rx="4"/></clipPath>'
        f'<g clip-path="url(#r)"><rect width="{left}" height="20" fill="#4a525c"/>'
        f'<rect x="{left}" width="{right}" height="20" fill="{ACCENT}"/></g>'
        '<g fill="#fff" font-family="Verdana,DejaVu Sans,sans-serif" font-size="11">'
        f"{_text(name, _ROOM, left)}{_text(sentence, left + _ROOM, right)}</g></svg>"
    )


def _width(letter: str) -> float:
    """How many px a letter takes, about."""
    if letter in _WIDTHS:
        return _WIDTHS[letter]
    if east_asian_width(letter) in "WF":
        return _WIDE
    return _CAPITAL if letter.isupper() else _LETTER


def _text(letters: str, x: int, width: int) -> str:
    return f'<text x="{x}" y="14" textLength="{width - 2 * _ROOM}">{escape(letters)}</text>'
