"""Chooses the column by which a list is signed, and says before anything is signed why one cannot be chosen."""

from collections import Counter
from collections.abc import Sequence

from feedback_buttons.base.errors import FeedbackError, wording
from feedback_buttons.recipients import person_column
from feedback_buttons.recipients.person_column import Column
from feedback_buttons.signing.mail_keys import normal

TOKEN_COLUMN = "feedback_token"  # noqa: S105 (a column's name)
_ID = "id"  # a column of this name need not look like a key, as long as most of its values differ
_FEW = 5  # rows that name somebody again, in a short list


class RecipientsError(FeedbackError):
    """The file cannot be signed at all; the message says what to do."""

    code = "recipients-invalid"


class PersonUnknownError(RecipientsError):
    """Nothing in a list shows which of its ``columns`` tells one person from another."""

    code = "person-column-unknown"

    def __init__(self, columns: Sequence[Column]) -> None:
        message = wording(
            "nothing in the list shows which column tells one person from another. It has:\n{shown}"
        )
        shown = "\n".join(f"  {column.name}: {samples(column)}" for column in columns)
        super().__init__(message, shown=shown)
        self.columns = tuple(columns)


class ManyRepeatsError(RecipientsError):
    """So many rows name somebody again that the column hardly tells one person from another."""

    code = "many-repeats"

    def __init__(self, column: str, rows: int, repeated: int, value: str, times: int) -> None:
        super().__init__(
            wording(
                "{repeated} of {rows} rows name somebody whom an earlier row has named: {value!r} stands in "
                "{times} of them. Does {column!r} tell one person from another?"
            ),
            column=column, rows=rows, repeated=repeated, value=value, times=times,
        )  # fmt: skip


def samples(column: Column) -> str:
    """Three values of a column, in a line, each cut where it is long."""
    return ", ".join(" ".join(value.split())[:40] for value in column.samples) or "-"


def many(repeated: int, rows: int) -> bool:
    """Whether so many rows of a list name somebody again that the column is probably the wrong one.

    >>> many(1, 2), many(1, 3), many(2, 4), many(7, 8), many(40, 2_000), many(201, 2_000)
    (False, False, True, True, False, True)
    """
    return repeated * 10 > rows and (repeated >= _FEW or (repeated > 1 and repeated * 2 >= rows))


def hardly_tells(column: Column, message: int | None, rows: Sequence[Sequence[str]]) -> bool:
    """Whether most of a list's first rows name somebody again by this column: somebody and the message at a place,
    where rows name messages."""
    whole = [row for row in rows if len(row) > max(column.place, message or 0)]
    keys = [(normal(row[column.place].strip()), "" if message is None else row[message].strip())
            for row in whole if row[column.place].strip()]  # fmt: skip
    repeated = len(keys) - len(set(keys))
    return many(repeated, len(keys)) and repeated * 2 >= len(keys)


def person(
    names: Sequence[str], rows: Sequence[Sequence[str]], column: str | None = None
) -> Column:
    """The column that identifies a person: the one that is named, else the one whose values show it.

    Args:
        names: the header.
        rows: the cells of the list's first rows.

    Raises:
        PersonUnknownError: no column is named, and no column's values show that they do.
        RecipientsError: there is no header or no row, or not this column, or it holds tokens.
    """
    check(names)
    place = None if column is None else column_of(names, column)
    if not rows:
        raise RecipientsError(
            wording("there is nobody in the list: below the names of the columns stands no row.")
        )
    columns = person_column.columns(names, rows)
    signed = token_place(names)
    if place is not None and place == signed:
        raise RecipientsError(
            wording("the column {column} holds tokens, which name nobody; choose another."),
            column=names[place],
        )
    if place is not None:
        return columns[place]
    columns = [column for column in columns if column.place != signed]
    chosen = person_column.person(columns) or _by_name(columns)
    if chosen is None:
        raise PersonUnknownError(columns)
    if not chosen.name.strip():
        raise RecipientsError(
            wording("the first line has to name the columns, but that of {shown} has no name. Delete what stands above "
                    "the names, such as a title."),
            shown=samples(chosen),
        )  # fmt: skip
    column_of(names, chosen.name)  # which has to be the only one of that name
    return chosen


def check(names: Sequence[str]) -> None:
    """Refuse a header by itself.

    Raises:
        RecipientsError: it is none, or more than one column holds tokens.
    """
    if any("@" in name for name in names):
        raise RecipientsError(
            wording("the first line has to name the columns, but it holds a mail address.")
        )
    token_place(names)


def token_place(names: Sequence[str]) -> int | None:
    """Where the tokens of a list that is signed already stand; None where it is not.

    Raises:
        RecipientsError: more than one column holds tokens.
    """
    signed = any(name.strip().lower() == TOKEN_COLUMN for name in names)
    return column_of(names, TOKEN_COLUMN) if signed else None


def twice(names: Sequence[str]) -> list[str]:
    """The names that more than one column has; a mail tool takes either for the other.

    >>> twice(["id", "Name", "name ", "name", ""])
    ['Name']
    """
    folded = [name.strip().lower() for name in names]
    repeated = {name for name, count in Counter(folded).items() if name and count > 1}
    return [name for name in dict(zip(reversed(folded), reversed(names), strict=True)).values()
            if name.strip().lower() in repeated][::-1]  # fmt: skip


def column_of(names: Sequence[str], column: str) -> int:
    """Where a column stands, whatever its case.

    Raises:
        RecipientsError: there is none, or more than one.
    """
    lowered = [name.strip().lower() for name in names]
    wanted = column.strip().lower()
    if lowered.count(wanted) != 1:
        missing = wording("there is no column {column!r} among: {known}.")
        several = wording("there is more than one column {column!r} among: {known}.")
        message = several if wanted in lowered else missing
        raise RecipientsError(message, column=column, known=", ".join(names))
    return lowered.index(wanted)


def _by_name(columns: Sequence[Column]) -> Column | None:
    ids = [column for column in columns if column.name.strip().lower() == _ID]
    return next((column for column in ids if column.unlike >= 0.5), None)
