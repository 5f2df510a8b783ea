"""What the API returns about who scores differently, and where most can be gained."""

from dataclasses import replace
from typing import Any

from feedback_buttons.base import ids
from feedback_buttons.campaigns import campaigns
from feedback_buttons.dashboard.api.calls import Call
from feedback_buttons.reports.scores import drivers, extents, gain_cells, moments
from feedback_buttons.reports.scores.extents import Extent


def get_gains(call: Call) -> dict[str, Any]:
    """The figures of the page of gains, of the campaigns and the period that the query names."""
    listed = campaigns.list_(call.connection)
    extent = extents.asked(listed, call.query.where, call.query.period, ids.utc_now())
    organisation = replace(Extent.of(listed), days=extent.days)
    cells = gain_cells.read(call.connection, extent, organisation, call.query.by)
    first, last = extent.days or (None, None)
    return {
        "where": call.query.where,
        "period": call.query.period,
        "first_day": first,
        "last_day": last,
        "scale": extent.scale,
        "drivers": [drivers.facts(driver) for driver in drivers.read(call.connection, extent)],
        "moments": [
            moments.facts(moment) for moment in moments.read(call.connection, extent, cells.by)
        ],
        "by": cells.by,
        "cells": [gain_cells.facts(cell) for cell in cells.cells],
    }
