"""Asks installations for their overview: the others through their API, all at once; what they said is kept for a while,
and shown with its time where one cannot be reached."""

import logging
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from pydantic import ValidationError

from feedback_buttons.channels.guarded_http import CallError, HttpClient
from feedback_buttons.channels.network_guard import ForbiddenAddress
from feedback_buttons.config.installations import Installation
from feedback_buttons.config.local_networks import Network
from feedback_buttons.dashboard.api.scores.overview_models import CampaignsOverview
from feedback_buttons.i18n.team_language import lazy_gettext

PERIODS = ("24h", "7d", "30d", "all")  # that can be chosen, and so all that is kept
FRESH = 30.0  # seconds for which nobody is asked again
WAITS = 5.0  # seconds for an answer
LARGEST = 8 * 1024 * 1024  # bytes of it: some ten thousand campaigns
AT_ONCE = 8  # installations
_FAILURES = {
    401: lazy_gettext("it does not know the key"),
    403: lazy_gettext("its key has not the scope campaigns:read"),
    404: lazy_gettext("it runs an older release, which cannot be asked"),
}
_OTHER = lazy_gettext("it answered something else than figures")
_AWAY = lazy_gettext("it cannot be reached")
_FORBIDDEN = lazy_gettext(
    "its address is not public: FEEDBACK_LOCAL_NETWORKS must name its network"
)

log = logging.getLogger(__name__)

Local = Callable[[str], CampaignsOverview]


@dataclass(frozen=True, slots=True)
class Reading:
    """What an installation said last, None while it never has; and why it said nothing when it was asked again."""

    installation: Installation
    overview: CampaignsOverview | None = None
    failure: str = ""


class InstallationReader:
    """Reads all of them; one for a process, for all threads."""

    def __init__(
        self, installations: tuple[Installation, ...], networks: tuple[Network, ...] = ()
    ) -> None:
        self._installations = installations
        self._client = HttpClient(networks, seconds=WAITS, largest=LARGEST)
        self._readings: dict[str, tuple[float, list[Reading]]] = {}  # by period
        self._lock = threading.Lock()

    def read(self, period: str, local: Local) -> list[Reading]:
        """Each installation's figures of one of PERIODS, in the operator's order; ``local`` reads this one's, which
        are of now."""
        at, readings = self._readings.get(period, (0.0, []))
        # One thread waits for the others' answers; whoever else comes meanwhile sees what they said last.
        if (not readings or time.monotonic() - at > FRESH) and self._lock.acquire(
            blocking=not readings
        ):
            try:
                readings = self._asked(period, readings)
                self._readings[period] = time.monotonic(), readings
            finally:
                self._lock.release()
        here = [replace(reading, overview=local(period)) for reading in readings[:1]]
        return here + readings[1:]

    def _asked(self, period: str, before: list[Reading]) -> list[Reading]:
        here, *others = before or [Reading(installation) for installation in self._installations]
        with ThreadPoolExecutor(AT_ONCE) as threads:
            return [here, *threads.map(lambda reading: self._ask(reading, period), others)]

    def _ask(self, before: Reading, period: str) -> Reading:
        installation = before.installation
        address = f"{installation.url}/api/v1/overview?{urlencode({'period': period})}"
        wanted = {"Authorization": f"Bearer {installation.key}", "Accept": "application/json"}
        try:
            reply = self._client.call("GET", address, headers=wanted)
            if reply.status != 200:
                return replace(before, failure=_FAILURES.get(reply.status, _OTHER))
            return Reading(installation, CampaignsOverview.model_validate_json(reply.body))
        except ValidationError:
            return replace(before, failure=_OTHER)
        except ForbiddenAddress:
            return replace(before, failure=_FORBIDDEN)
        except CallError as error:
            log.warning("the installation %s cannot be reached: %s", installation.name, error)
            return replace(before, failure=_AWAY)
