"""The waves of a campaign, as its settings show and change them: a group of fields each, and one for a new wave."""

import re
from collections.abc import Mapping
from datetime import datetime
from itertools import zip_longest
from typing import Any, NamedTuple

from werkzeug.datastructures import MultiDict

from feedback_buttons.campaigns.campaigns import Campaign, CampaignError
from feedback_buttons.dashboard.kit.words import chart_text
from feedback_buttons.dashboard.studio import campaign_form_text as words

_WHOLE = re.compile(r"[0-9]{1,12}|[0-9]{1,3}([ .,'][0-9]{3}){1,3}")


class WaveFields(NamedTuple):
    """The contents of a wave's fields: its time in the campaign's time zone, its mails and its name."""

    at: str = ""
    mails: str = ""
    name: str = ""


def shown(campaign: Campaign, form: Mapping[str, Any] | None = None) -> list[WaveFields]:
    """The fields of all waves after the first, and empty ones: as they are stored, or as somebody typed them."""
    if isinstance(form, MultiDict) and "wave_at" in form:
        return _typed(form)
    stored = [
        WaveFields(
            f"{wave.sent_at.astimezone(campaign.zone):%Y-%m-%dT%H:%M}",
            "" if wave.mails is None else str(wave.mails),
            wave.name,
        )
        for wave in campaign.sendings[1:]
    ]
    return [*stored, WaveFields()]


def read(campaign: Campaign, form: MultiDict[str, str]) -> list[dict[str, Any]]:
    """The waves that were typed; those without a time are left out. One whose time was not touched keeps its seconds.

    Raises:
        CampaignError: a time or a number cannot be read.
    """
    untouched = {
        fields.at: wave.sent_at
        for fields, wave in zip(shown(campaign), campaign.sendings[1:], strict=False)
    }
    waves = []
    for fields in _typed(form):
        if fields.at:
            sent_at = untouched.get(fields.at) or _time(campaign, fields.at)
            waves.append({"sent_at": sent_at, "mails": mails(fields.mails), "name": fields.name})
    return waves


def mails(typed: str) -> int | None:
    """A number of mails as people write it: 5000, 5.000 or 5,000; None for nothing.

    Raises:
        CampaignError: it is none.
    """
    typed = typed.strip()
    if typed and not _WHOLE.fullmatch(typed):
        raise CampaignError(words.NOT_A_NUMBER)
    return int(re.sub(r"\D", "", typed)) if typed else None


def _typed(form: MultiDict[str, str]) -> list[WaveFields]:
    columns = (form.getlist(name) for name in ("wave_at", "wave_mails", "wave_name"))
    rows = zip_longest(*columns, fillvalue="")
    return [WaveFields(*(text.strip() for text in row)) for row in rows]


def _time(campaign: Campaign, typed: str) -> datetime:
    try:
        at = datetime.fromisoformat(typed)
    except ValueError as error:
        raise CampaignError(chart_text.MARKER_BAD_TIME) from error
    return at if at.tzinfo else at.replace(tzinfo=campaign.zone)
