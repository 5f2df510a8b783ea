"""Judges by its values which column of a list identifies a person.

What a column is called says little: a list of customers begins with "Anrede", "Civilité" or "Account Name" as
often as with "id". Mail addresses, and failing these a key of the customer's own that no two rows share, are known by
how they look.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

JUDGED = 2_000  # rows that are looked at
SHOWN = 3  # values that are shown beside a column
_NUMBER = re.compile(
    r"(?a:[a-z]{0,4}[-_]?\d[\d._-]*|[0-9a-f-]{16,}|[0-9a-z]{15,18})", re.IGNORECASE
)
_DATE = re.compile(r"\d{1,4}[-./]\d{1,2}[-./]\d{1,4}.*")
# Words for a key, at the end or as a part of a column's name, in the languages of the lists that we know.
_KEY = re.compile(
    r"(?:^|[\s_.-])(?:id|uuid|guid|key|code|nr|no|num(?:ber|éro|ero)?|nummer|kenmerk|identifiant|referen[ct]i?e|reference|référence)\b"
    r"|(?:nummer|number|nr\.?|id)$",
    re.IGNORECASE,
)
# Mail addresses of somebody else than the recipient: whose customer it is, who wrote the row.
_OTHERS = re.compile(
    r"owner|manager|sales|account ?rep|created|modified|eigenaar|beheerder|besitzer|betreuer|berater"
    r"|propriétaire|conseiller|second|alternat|zweite|tweede|parent|assist|billing|rechnung|factu",
    re.IGNORECASE,
)

Kind = Literal["mail", "key", "other"]


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a list, as far as it was looked at.

    Attributes:
        name: as the header has it.
        place: where it stands, from 0.
        kind: "mail" where most of what it holds are mail addresses; "key" where its values look like numbers or
            codes and no two rows share one; else "other".
        filled: the share of rows in which something stands, 0 to 1.
        unlike: how many different values there are for each row that has one, 0 to 1.
        samples: up to three values, each once.
    """

    name: str
    place: int
    kind: Kind
    filled: float
    unlike: float
    samples: tuple[str, ...]


def columns(names: Sequence[str], rows: Iterable[Sequence[str]]) -> list[Column]:
    """What the columns of a list hold, by its header and its first rows. Rows of another length are passed over."""
    looked = [row for row in rows if len(row) == len(names)]
    return [
        _column(name, place, [row[place] for row in looked]) for place, name in enumerate(names)
    ]


def person(columns: Sequence[Column]) -> Column | None:
    """The column that identifies a person; None where nothing shows which."""
    for kind in ("mail", "key"):
        of_kind = [column for column in columns if column.kind == kind and column.unlike >= 0.5]
        if of_kind:
            return max(of_kind, key=_likelihood)
    return None


def _column(name: str, place: int, cells: Sequence[str]) -> Column:
    values = [cell.strip() for cell in cells if cell.strip()]
    folded = {value.casefold() for value in values}
    unlike = len(folded) / len(values) if values else 0.0
    return Column(
        name,
        place,
        _kind(name, values, unlike),
        len(values) / len(cells) if cells else 0.0,
        unlike,
        tuple(dict.fromkeys(values))[:SHOWN],
    )


def _kind(name: str, values: Sequence[str], unlike: float) -> Kind:
    if not values:
        return "other"
    if sum("@" in value for value in values) * 2 > len(values):
        return "mail"
    coded = sum(bool(_NUMBER.fullmatch(value)) and not _DATE.fullmatch(value) for value in values)
    return (
        "key" if unlike > 0.98 and coded * 10 > len(values) * 9 and _KEY.search(name) else "other"
    )


def _likelihood(column: Column) -> tuple[bool, float, int]:
    """Larger is likelier: its own, filled in most rows and different in most, further left."""
    return not _OTHERS.search(column.name), round(column.filled * column.unlike, 1), -column.place
