"""What stands only on paper, where a page's controls are not: of when it is."""

from datetime import datetime
from zoneinfo import ZoneInfo

from feedback_buttons.i18n import team_language
from feedback_buttons.i18n.team_language import tr


def as_of(now: datetime, zone: ZoneInfo) -> str:
    """Of which day a page is: "As of 29 Nov 2026 (Europe/Amsterdam)"."""
    return tr("As of {time} ({zone})").format(time=team_language.date(now, zone), zone=zone.key)
