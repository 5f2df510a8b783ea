"""What the command line says when something fails: the one place that translates exceptions."""

from collections.abc import Mapping

import psycopg

from feedback_buttons.base.errors import FeedbackError

# What a command can do about an error, by its code.
ADVICE: Mapping[str, str] = {
    "campaign-missing": "See which there are: feedback-buttons campaign list",
    "campaign-taken": "Or change that one with: feedback-buttons campaign edit",
    "person-column-unknown": "\nName the one: --column NAME",
    "many-repeats": "If it is right so, add --repeats; if not, name another column: --column NAME",
}


def explain(error: Exception) -> str | None:
    """What to tell the user; None if it is a fault of the program, to be seen in full."""
    if isinstance(error, FeedbackError):
        return " ".join(filter(None, (str(error), ADVICE.get(error.code))))
    if isinstance(error, psycopg.errors.UndefinedTable | psycopg.errors.UndefinedColumn):
        return "the database lacks some tables. Run: feedback-buttons migrate (on one machine `up` does it)"
    if isinstance(error, psycopg.errors.InsufficientPrivilege):
        return f"the database does not allow this: {first_line(error)}. Use a user that may."
    if isinstance(error, psycopg.errors.ReadOnlySqlTransaction):
        return "the database is read-only, such as a standby is. Let DATABASE_URL name the primary."
    if isinstance(error, psycopg.OperationalError):
        return f"the database cannot be used: {first_line(error)}. Try: feedback-buttons check"
    if isinstance(error, OSError) and error.strerror:
        return f"{error.filename or 'a file'}: {error.strerror}"
    return None


def first_line(error: BaseException) -> str:
    """An exception's message, as far as one line of it goes."""
    return (str(error).strip().splitlines() or [type(error).__name__])[0].rstrip(".")
