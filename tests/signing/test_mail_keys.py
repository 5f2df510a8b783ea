"""Mail addresses as keys of people: capitals, Unicode forms and what surrounds them make nobody another person."""

import unicodedata

import pytest

from feedback_buttons.signing import mail_keys
from feedback_buttons.signing.tokens import Tokens

TOKENS = Tokens(["a signing key of 32 characters..."], "a pseudonym key of 32 characters..")
# "anna@example.com" as East Asian keyboards may type it: each letter full width.
WIDE = "".join(chr(ord(letter) + 0xFEE0) for letter in "anna@example.com")
ANNA = ["anna@example.com", "Anna@Example.com", "ANNA@EXAMPLE.COM", " anna@example.com\t", "mailto:Anna@example.com",
        "MAILTO: anna@example.com", "\u200banna@example.com\ufeff", WIDE,
        "anna@example.com\u00a0"]  # fmt: skip


@pytest.mark.parametrize("written", ANNA)
def test_one_person_has_one_token_however_the_address_is_written(written: str) -> None:
    assert TOKENS.recipient(written) == TOKENS.recipient("anna@example.com")
    assert TOKENS.signer("one")(written) == TOKENS.signer("one")("anna@example.com")
    beside = ["bob@example.com", written, "A17"]
    assert TOKENS.signer("one").many(beside)[1] == TOKENS.signer("one")("anna@example.com")


@pytest.mark.parametrize(
    "written",
    ["Anna <anna@example.com>", '"Berg, Anna (HR)" <Anna@Example.com>', "'anna@example.com' <anna@example.com>",
     "<anna@example.com>", "Zoë Berg <mailto:anna@example.com> ", '"a@x.nl"<anna@example.com>'],
)  # fmt: skip
def test_a_name_before_an_address_makes_nobody_another_person(written: str) -> None:
    assert TOKENS.recipient(written) == TOKENS.recipient("anna@example.com")


@pytest.mark.parametrize("form", ["NFC", "NFD", "NFKC", "NFKD"])
def test_the_unicode_form_of_an_address_makes_nobody_another_person(form: str) -> None:
    written = unicodedata.normalize(form, "ZOË.Müller@Exämple.com")
    assert TOKENS.recipient(written) == TOKENS.recipient("zoë.müller@exämple.com")


@pytest.mark.parametrize(
    ("reference", "token"),
    [
        ("anna@example.com", "00wt8msw5qrm4wb2afdfrcmhkv2ptv9"),
        ("customer 17", "00kmc70scewjb78hez747ewvjx0pcwn"),
        ("zoë@example.com", "00kjj5d1atr9x4rs94h4gbrvxts0gg5"),
    ],
)
def test_lists_in_lower_case_keep_their_tokens(reference: str, token: str) -> None:
    assert TOKENS.sign("one", TOKENS.recipient(reference)) == token
    assert TOKENS.signer("one").many([reference]) == [token]


@pytest.mark.parametrize(
    "key",
    ["Customer 17", "A-17", " A17 ", "Ab@c", "A <A@x.nl>, B <B@y.nl>", "a@x.nl B <B@y.nl>", "A@x.nl; B@y.nl",
     WIDE[:3], "Zoe\u0308", "@Anna", "Anna@", "mailto:X"],
)  # fmt: skip
def test_a_key_that_is_no_mail_address_stays_exactly_as_it_is(key: str) -> None:
    assert mail_keys.normal(key) == key
    assert TOKENS.recipient(key) == TOKENS.recipient_written(key)
    assert mail_keys.spellings(key.strip()) == [key.strip()]


@pytest.mark.parametrize(
    "references",
    [["1", "2"], ["a@x.nl", "b@x.nl"], ["a@x.nl", "B@x.nl"], ["A1", "b@x.nl"], ["zoë@x.nl"], [WIDE.upper()],
     ["a@x.nl\n", "b@x.nl"], ["a<a@x.nl>", "b@x.nl"],
     ["mailto:a@x.nl"], ["a\0b", "B@x.nl"], ["a\0b", "b"], [""], ["1@x.nl", "2@x.nl"], []],
)  # fmt: skip
def test_many_are_read_as_one_by_one(references: list[str]) -> None:
    assert mail_keys.encoded(references) == [mail_keys.normal(one).encode() for one in references]


@pytest.mark.parametrize(
    "before",
    ["Anna.de-Vries@Example.com", "ANNA.DE-VRIES@EXAMPLE.COM", "Anna.De-Vries@example.com", "anna.de-vries@Example.Com",
     "Anna.de-vries@example.com"],
)  # fmt: skip
def test_the_usual_capitals_of_before_are_tried(before: str) -> None:
    assert before in mail_keys.spellings(" anna.de-vries@example.com")
