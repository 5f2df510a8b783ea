"""What the command line says when something fails: the one place that translates exceptions."""

import psycopg

from feedback_buttons.accounts.api_keys import ApiKeyError
from feedback_buttons.accounts.passwords import PasswordError
from feedback_buttons.accounts.users import UserError
from feedback_buttons.accounts.wall_links import WallError
from feedback_buttons.base.datadir import DataDirError
from feedback_buttons.base.slugs import SlugError
from feedback_buttons.campaigns.campaigns import CampaignError
from feedback_buttons.config.key_file import KeyFileError
from feedback_buttons.config.settings import ConfigError
from feedback_buttons.delivery_events.provider_signatures import ProofError
from feedback_buttons.delivery_events.webhooks import WebhookError
from feedback_buttons.embedded_postgres.postgres import PostgresError
from feedback_buttons.mail.mail_tools import MailToolError
from feedback_buttons.mail.snippet import SnippetError
from feedback_buttons.mail.tool_keys import ToolKeyError
from feedback_buttons.processes.supervisor import SupervisorError
from feedback_buttons.ratings.overrules import OverruleError
from feedback_buttons.recipients.csv_signing import RecipientsError
from feedback_buttons.recipients.erasure import ErasureError
from feedback_buttons.recipients.resumable_file import DraftError
from feedback_buttons.recipients.spreadsheets import SheetError
from feedback_buttons.simulation.simulate import SimulationError
from feedback_buttons.simulation.traces import TraceError

_OURS = (
    ApiKeyError,
    CampaignError,
    ConfigError,
    DataDirError,
    DraftError,
    ErasureError,
    KeyFileError,
    MailToolError,
    OverruleError,
    PasswordError,
    PostgresError,
    ProofError,
    RecipientsError,
    SheetError,
    SimulationError,
    SlugError,
    SnippetError,
    SupervisorError,
    ToolKeyError,
    TraceError,
    UserError,
    WallError,
    WebhookError,
)


def explain(error: Exception) -> str | None:
    """What to tell the user; None if it is a fault of the program, to be seen in full."""
    if isinstance(error, _OURS):
        return str(error)
    if isinstance(error, psycopg.errors.UndefinedTable | psycopg.errors.UndefinedColumn):
        return "the database lacks some tables. Run: feedback-buttons migrate"
    if isinstance(error, psycopg.errors.InsufficientPrivilege):
        return f"the database does not allow this: {first_line(error)}. Use a user that may."
    if isinstance(error, psycopg.OperationalError):
        return f"the database cannot be used: {first_line(error)}. Try: feedback-buttons check"
    if isinstance(error, OSError) and error.strerror:
        return f"{error.filename or 'a file'}: {error.strerror}"
    return None


def first_line(error: BaseException) -> str:
    """An exception's message, as far as one line of it goes."""
    return (str(error).strip().splitlines() or [type(error).__name__])[0].rstrip(".")
