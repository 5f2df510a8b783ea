"""Removes from a comment what could identify its writer, before it is sent to outside channels.

Mail addresses, phone numbers, bank accounts (IBAN), order and other long numbers, postcodes with a house number and
streets with one. **Names are not found**, and nothing that is written out in words. Pure.
"""

import re
from collections.abc import Callable, Iterator
from itertools import takewhile

import phonenumbers
from phonenumbers import Leniency, PhoneNumberMatcher
from stdnum import iban

# Numbers without a country's code are read as those of these countries.
REGIONS = ("NL", "BE", "DE", "FR", "GB")
# Of what looks like a number and is none; a hostile comment is nothing else.
_MOST_TRIES = 50
MAIL, PHONE, ACCOUNT, NUMBER, ADDRESS = "[mail]", "[phone]", "[account]", "[number]", "[address]"

_MAIL = re.compile(
    r"[\w.!#$%&'*+/=?^`{|}~-]{1,64}\s?(?:@|\(at\)|\[at\])\s?[\w-]{1,63}(?:\s?\.\s?[\w-]{1,63}){0,8}\.\w{2,}",
    re.I,
)
_IBAN = re.compile(r"\b[a-z]{2}\d{2}(?:[ -]?[a-z0-9]){11,30}", re.I)
_DATE = re.compile(r"\d{1,2}[-./]\d{1,2}[-./](?:\d{2}|\d{4})|\d{4}[-./]\d{1,2}[-./]\d{1,2}")
_PRICE = re.compile(r"(?:€|eur|\$|£)\s?$", re.I)
_ORDER = re.compile(
    r"\b(?:order|bestel|ticket|zaak|klant|factuur|pakket|zending|track|commande|facture|colis|client|bestell|"
    r"rechnung|kunden|sendung|customer|invoice|parcel|case|reference|ref|kenmerk)\w*"
    r"(?:\s?(?:nummer|nr|no|num[eé]ro|number|n°))?[\s.:#]{0,3}(?=[a-z0-9-]{0,40}\d)([a-z0-9][a-z0-9-]{3,})",
    re.I,
)
_LONG = re.compile(
    r"\b[a-z]{0,4}[-#]?\d(?:[- ]?\d){5,}\b|\b(?:[a-z]{1,4}\d{1,20}){2,20}[a-z0-9]*\b|"
    r"\b(?=[a-z0-9]{0,60}\d{6})[a-z0-9]{8,}\b",
    re.I,
)
_POSTCODE = re.compile(
    r"\b\d{4}\s?[a-z]{2}\b[\s,]*\d{1,5}(?:\s?[a-z]\b)?|\b[1-9]\d{3}\s?[A-Z]{2}\b", re.I
)
_WAYS = r"straat|laan|weg|plein|gracht|kade|dreef|hof|singel|stra(?:ß|ss)e|str\.|allee|gasse|platz"
_STREET = re.compile(rf"\b[\w'-]{{0,40}}(?:{_WAYS})\s\d{{1,5}}(?:\s?[a-z])?\b", re.I)
_RUE = re.compile(
    r"\b\d{1,5}(?:\s?(?:bis|ter))?,?\s(?:rue|avenue|boulevard|chemin|place|impasse)\s"
    r"(?:de\sla\s|d[eu]s?\s|l[ae]\s)?[\w'-]+",
    re.I,
)

Span = tuple[int, int, str]  # from, to, and what stands there instead


def redact(text: str) -> str:
    """The text with marks instead of what its writer could be found by; the rest stays as it was.

    >>> redact("Bel me: 06-12345678, of jan@example.com. Order 48213 kwam 12-11-2026, € 24,95 terug.")
    'Bel me: [phone], of [mail]. Order [number] kwam 12-11-2026, € 24,95 terug.'
    """
    parts, end = [], 0
    for start, stop, mark in _apart(text):
        parts += [text[end:start], mark]
        end = stop
    return "".join([*parts, text[end:]])


def _apart(text: str) -> Iterator[Span]:
    """What is taken out, in order; of what overlaps the kind that is looked for first."""
    taken: list[Span] = []
    finders: tuple[Callable[[str], Iterator[Span]], ...] = (
        lambda text: _of(_MAIL, MAIL, text),
        _accounts,
        _phones,
        _orders,
        lambda text: _of(_POSTCODE, ADDRESS, text),
        lambda text: _of(_STREET, ADDRESS, text),
        lambda text: _of(_RUE, ADDRESS, text),
        _numbers,
    )
    for finder in finders:
        for start, stop, mark in finder(text):
            if all(stop <= other[0] or start >= other[1] for other in taken):
                taken.append((start, stop, mark))
    yield from sorted(taken)


def _of(pattern: re.Pattern[str], mark: str, text: str) -> Iterator[Span]:
    for match in pattern.finditer(text):
        yield *match.span(), mark


def _accounts(text: str) -> Iterator[Span]:
    """IBANs whose check digits are right; what follows one in the same breath is cut off."""
    for match in _IBAN.finditer(text):
        for stop in range(match.end(), match.start() + 14, -1):
            if iban.is_valid(text[match.start() : stop], check_country=False):
                yield match.start(), stop, ACCOUNT
                break


def _phones(text: str) -> Iterator[Span]:
    for region in REGIONS:
        for match in PhoneNumberMatcher(
            text, region, leniency=Leniency.VALID, max_tries=_MOST_TRIES
        ):
            if not _DATE.search(match.raw_string) and not _PRICE.search(text[: match.start]):
                yield match.start, match.end, PHONE


def _orders(text: str) -> Iterator[Span]:
    """Numbers behind a word that says what they are; the word stays."""
    for match in _ORDER.finditer(text):
        if not _DATE.fullmatch(match[1]):
            yield *match.span(1), NUMBER


def _numbers(text: str) -> Iterator[Span]:
    """Six digits and more, and mixtures of letters and digits; no dates, no prices."""
    dates = [match.span() for match in _DATE.finditer(text)]
    for match in _LONG.finditer(text):
        start, stop = match.span()
        in_date = any(start < end and stop > begin for begin, end in dates)
        if not in_date and not _PRICE.search(text[:start]) and not _is_round(match[0]):
            yield start, stop, NUMBER


def _is_round(number: str) -> bool:
    """Whether it is an amount in words of thousands, such as 1000000."""
    zeros = len(list(takewhile(lambda digit: digit == "0", reversed(number))))
    return number.isdigit() and zeros >= len(number) - 2


def is_phone(text: str) -> bool:
    """Whether this is a phone number that there can be, in one of REGIONS or with its country's code."""
    for region in REGIONS:
        try:
            number = phonenumbers.parse(text, region)
        except phonenumbers.NumberParseException:
            continue
        if phonenumbers.is_valid_number(number):
            return True
    return False
