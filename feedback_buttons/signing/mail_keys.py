"""Normalises mail addresses before they are hashed, so that one person is one recipient.

Anna@Example.com and anna@example.com are one mailbox to everybody who types them. A key that is no mail address, such
as a customer's number, is the sender's own, and stays exactly as it is.
"""

import re
from collections.abc import Iterator, Sequence
from unicodedata import category, normalize

MAIL = re.compile(r"[^\s@<>,;\"]+@[^\s@<>,;\".]+(?:\.[^\s@<>,;\".]+)+")
_AT = ("@", "\uff20", "\ufe6b")  # and what NFKC makes of one: full width, small
_MAILTO = "mailto:"
# As mail programs copy it: Anna <anna@example.com>. Only within quotes does an address stand for a name.
_NAMED = re.compile(r"""(?:"[^"<>]*"|'[^'<>]*'|[^@<>"]*)\s*<([^<>]*)>""")
_LOWER, _SPACES = bytes(range(256)).lower(), bytes([*range(1, 33), 127])
_WORD = re.compile(r"[^\W_]+")


def is_mail(value: str) -> bool:
    """Whether a value is one mail address, perhaps with spaces around it.

    >>> [is_mail(value) for value in ("anna@example.com", "a@x.nl; b@y.nl", "not-a-mail", "Anna <anna@example.com>")]
    [True, False, False, False]
    """
    return MAIL.fullmatch(value.strip()) is not None


def normal(reference: str) -> str:
    """A mail address in lower case and NFKC, without ``mailto:``, a name before it and what surrounds it; any other key
    unchanged.

    >>> normal(" mailto:Anna@Example.com"), normal("Zoë@example.com") == normal("ZOE\\u0308@example.com")
    ('anna@example.com', True)
    >>> normal('"Berg, Anna" <Anna@Example.com>'), normal("anna@example.com, Jan <jan@example.com>")
    ('anna@example.com', 'anna@example.com, Jan <jan@example.com>')
    >>> normal("Customer 17"), normal(" A17 ")
    ('Customer 17', ' A17 ')
    """
    if not any(at in reference for at in _AT):
        return reference
    if reference.isascii():
        written = _bare(reference)
        return written.lower() if MAIL.fullmatch(written) else reference
    written = _bare(normalize("NFKC", reference))
    return normalize("NFKC", written.lower()) if MAIL.fullmatch(written) else reference


def encoded(references: Sequence[str]) -> list[bytes]:
    """Each reference as :func:`normal` has it, in UTF-8.

    Most lists are in lower case already, which one look at all of them shows: so they cost no more than encoding.
    """
    together = "\0".join(references)
    written = together.encode()
    if any(at in together for at in _AT):
        one_form = together.isascii() and written == written.translate(_LOWER, _SPACES)
        if not one_form or _MAILTO in together or "<" in together:
            return [normal(reference).encode() for reference in references]
    split = written.split(b"\0") if references else []
    if len(split) == len(references):
        return split
    return [normal(reference).encode() for reference in references]  # one holds a NUL itself


def spellings(reference: str) -> list[str]:
    """How a person's key may have been written before mail addresses were brought to one form, likeliest first.

    That is the form of today, the one that was typed, and the usual capitals: Anna@Example.com, ANNA@EXAMPLE.COM.

    >>> spellings("customer 17")
    ['customer 17']
    >>> {"Anna@Example.com", "ANNA@EXAMPLE.COM", "mailto:anna@example.com"} <= set(spellings("anna@example.com"))
    True
    """
    typed, today = reference.strip(), normal(reference.strip())
    typed_forms = [today, typed]
    if is_mail(today):
        typed_forms += _usual(_bare(typed)) if is_mail(_bare(typed)) else []
        typed_forms += _usual(today)
        typed_forms += [_MAILTO + spelling for spelling in (today, _bare(typed))]
    forms = [normalize(form, spelling) for form in ("NFC", "NFD") for spelling in typed_forms]
    return list(dict.fromkeys([*typed_forms, *(forms if is_mail(today) else [])]))


def _bare(text: str) -> str:
    """Without ``mailto:``, and without the spaces and unseen characters around it that copying brings."""
    if text[:1].isalnum() and text[-1:].isalnum() and ":" not in text:
        return text
    first, last = 0, len(text)
    while first < last and _unseen(text[first]):
        first += 1
    while last > first and _unseen(text[last - 1]):
        last -= 1
    bare = text[first:last]
    named = _NAMED.fullmatch(bare)
    if named:
        return _bare(named[1])
    return _bare(bare[len(_MAILTO) :]) if bare[: len(_MAILTO)].lower() == _MAILTO else bare


def _unseen(letter: str) -> bool:
    return letter.isspace() or category(letter) in ("Cf", "Cc")


def _usual(address: str) -> Iterator[str]:
    """The capitals that people and programs give an address."""
    person, _, domain = address.rpartition("@")
    first, *names = re.split(r"(?<=[._+-])", person)
    double = "".join((_capital(first), *names[:-1], *map(_capital, names[-1:])))  # Anna.de-Vries
    titled = _WORD.sub(lambda word: _capital(word[0]), person)
    people = (person, _capital(person), titled, double, person[:2].upper() + person[2:])
    titled_domain = _WORD.sub(lambda word: _capital(word[0]), domain)
    for host in (domain, _capital(domain), titled_domain, domain.upper()):
        for name in dict.fromkeys((*people, person.upper())):
            yield f"{name}@{host}"


def _capital(word: str) -> str:
    return word[:1].upper() + word[1:]
