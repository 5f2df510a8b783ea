"""Judges by its values which column of a list identifies a person.

What a column is called says little: a list of customers begins with "Anrede", "Civilité" or "Account Name" as
often as with "id". Mail addresses, and failing these a key of the customer's own that no two rows share, are known by
how they look. What a column is called decides only between such columns: an agent's address or an order's number is
not the customer's.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from feedback_buttons.signing.mail_keys import is_mail, normal

JUDGED = 2_000  # rows that are looked at
SHOWN = 3  # values that are shown beside a column
_CODE = re.compile(r"[#+]?[0-9A-Za-z][0-9A-Za-z_.:/#-]{0,63}")
_DATE = re.compile(r"\d{1,4}[-./]\d{1,2}[-./]\d{1,4}.*")
_DIGIT = re.compile(r"[0-9]")
_MAILS = re.compile(r"[\s,;]+")
# Words for a key, at the end or as a part of a column's name, in the languages of the lists that we know.
_KEY = re.compile(
    r"(?:^|[\s_.-])(?:id|uuid|guid|key|code|codice|código|nr|no|num(?:ber|éro|ero|er)?|número|nummer|kenmerk|identifiant"
    r"|referen[ct]i?e|reference|référence)\b|(?:nummer|number|nr\.?|id|code)$|#$|^n°",
    re.IGNORECASE,
)
# Words for the person whom a key names: such a column may name somebody twice, as a list of orders does.
_PERSON = re.compile(
    r"kund|klant|client|cliente|klient|customer|person|relati[eo]|debit|debtor|contact|kontakt|mitglied|member|\blid|lidnr"
    r"|adhérent|subscri|abonn|requester|\buser|benutzer|gebruiker|utilisateur|patient|student|matricule|\blead\b",
    re.IGNORECASE,
)
# What is somebody else's than the recipient: whose customer it is, who wrote the row or answered it, an address that
# nobody has any more.
_OTHERS = re.compile(
    r"owner|manager|\bsales\b|account ?rep|\brep\b|created|modified|updated|eigenaar|beheerder|besitzer|betreuer"
    r"|berater|propriétaire|conseiller|second|alternat|zweite|tweede|parent|assist|billing|rechnung|factu|assign|agent|staff"
    r"|employee|mitarbeiter|medewerker|behandel|bearbeiter|handled|technic|monteur|verk[aä]ufer|verkoper|vendeur"
    r"|vertrieb|commercial|gestionnaire|consult|advis|^(?:from|von|van)\b|sender|afzender|expéditeur|reply"
    r"|\bb?cc\b|\b(?:old|previous|former|alte|oude|vorige|ancien)\b|display|angezeigt|weergave|message|referr|emergency|noodgeval"
    r"|notfall",
    re.IGNORECASE,
)
# What has numbers of its own and names nobody: an order, an invoice, a ticket.
_EVENT = re.compile(
    r"order|bestell|bestel|commande|pedido|auftrag|opdracht|invoice|rechnung|factu|fattura|beleg|ticket|\bcase\b|\bdeals?\b|opportunit"
    r"|booking|boeking|buchung|reserv|transa[ck]|shipment|zending|sendung|paket|pakket|tracking|liefer|lever|vorgang"
    r"|\bzaak|incident|request(?!er)|product|produkt|artik|\bsku|\bcampaign|\bevent|payment|betal|zahl",
    re.IGNORECASE,
)
# Numbers by which nobody is told from another: where somebody lives, when they were born, how they are called up.
_NEVER = re.compile(
    r"phone|telefo|téléphone|\btel\b|\btel\.|mobil|mobiel|handy|portable|\bfax|faxn|(?:house|haus|huis)[ _-]?n"
    r"|street|straat|stra(?:ß|ss)e|adres|zip|postal|postcode|postleit|postfach|plz|country|\bland\b|landcode|region|birth|\bgeb(?:urt|oor|\b)|naissance"
    r"|(?:\b|_)dates?(?:\b|_)|datum|iban|konto|rekening|\bbank|\bblz|\bbic"
    r"|btw|\bvat|\bust\b|kvk|siret|siren|\btax|voucher|coupon|gutschein|korting|promo|\bpin\b|\bip\b|device|version",
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
            codes, its name says so, and no two rows share one, or it is named for a person; else "other".
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
    ranked = [(rank, column) for column in columns if (rank := _rank(column))]
    return max(ranked, key=lambda pair: (pair[0], _likelihood(pair[1])))[1] if ranked else None


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
    if sum(map(_is_address, values)) * 2 > len(values):
        return "mail"
    if _NEVER.search(name) or sum(map(_is_code, values)) * 10 <= len(values) * 9:
        return "other"
    own = bool(_PERSON.search(name)) and not _EVENT.search(name)
    return "key" if own or (unlike > 0.98 and _KEY.search(name)) else "other"


def _is_address(value: str) -> bool:
    """Whether a value is a mail address, or several: not a name such as @anna, nor a sentence with an address in it."""
    addresses = _MAILS.split(normal(value).strip(" ,;"))
    return "@" in value and all(is_mail(normal(address)) for address in addresses)


def _is_code(value: str) -> bool:
    return bool(_CODE.fullmatch(value) and _DIGIT.search(value) and not _DATE.fullmatch(value))


def _rank(column: Column) -> int:
    """How likely a column identifies the recipient; 0 where it does not."""
    if column.kind == "other" or column.unlike < 0.5:
        return 0
    if _OTHERS.search(column.name):
        return 2 if column.kind == "mail" else 1
    if column.kind == "mail":
        return 6 if column.filled >= 0.5 else 3
    return 1 if _EVENT.search(column.name) else 5 if _PERSON.search(column.name) else 4


def _likelihood(column: Column) -> tuple[float, int]:
    """Larger is likelier: filled in most rows and different in most, further left."""
    return round(column.filled * column.unlike, 1), -column.place
