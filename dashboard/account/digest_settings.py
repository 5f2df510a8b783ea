"""Which digests a user gets by mail, as the page of one's own account shows and sets it."""

from collections.abc import Mapping

from feedback_buttons.config.settings import Config
from feedback_buttons.digests import subscriptions
from feedback_buttons.i18n.team_language import spoken, tr
from feedback_buttons.storage import db


def shown(connection: db.Connection, config: Config, account: str) -> dict[str, object]:
    """What the page needs of them."""
    return {
        "digest": subscriptions.of(connection, account),
        "digests_leave": config.smtp is not None,
    }


def save(connection: db.Connection, config: Config, account: str, form: Mapping[str, str]) -> str:
    """Set what a form says; what was done, in words.

    Raises:
        FeedbackError: the address is none.
    """
    weekly, waves = (form.get(name) == "yes" for name in ("weekly", "waves"))
    address, keys = form.get("address", ""), config.session_keys
    subscription = subscriptions.subscribe(
        connection, account, address, spoken(), keys, weekly=weekly, waves=waves
    )
    return tr("Your digests are set.") if subscription else tr("You get no digests.")
