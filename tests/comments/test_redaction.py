"""What is taken out of a comment before it leaves: what finds its writer, and not what merely looks like it."""

import pytest

from feedback_buttons.comments.redaction import is_phone, redact

FOUND = {
    "jan.de-vries+x@example.co.uk": "[mail]",
    "JAN (at) example.com": "[mail]",
    "jan @ example.com": "[mail]",
    "06-12345678": "[phone]",
    "06 12 34 56 78": "[phone]",
    "+31 6 12345678": "[phone]",
    "0031612345678": "[phone]",
    "020 - 555 12 34": "[phone]",
    "+49 30 901820": "[phone]",
    "0170 1234567": "[phone]",
    "01 42 68 53 00": "[phone]",
    "+44 20 7946 0958": "[phone]",
    "NL91 ABNA 0417 1643 00": "[account]",
    "nl91abna0417164300": "[account]",
    "DE89 3704 0044 0532 0130 00": "[account]",
    "BE68 5390 0754 7034": "[account]",
    "order 48213": "order [number]",
    "bestelnummer: A-2291": "bestelnummer: [number]",
    "ordernr. 2026-11-4821x": "ordernr. [number]",
    "Rechnungsnummer 77120": "Rechnungsnummer [number]",
    "commande n° 55123": "commande n° [number]",
    "4821394821": "[number]",
    "3SABC123456789": "[number]",
    "1012 AB 12": "[address]",
    "Kerkstraat 12a": "[address]",
    "Hauptstraße 5": "[address]",
    "12 rue de la Paix": "[address]",
}
KEPT = (
    "Op 12-11-2026 kwam het, op 2026-11-14 pas compleet.",
    "Het kostte € 24,95 en daarna EUR 1.249,00.",
    "Om 14:30 nog niets, na 3 dagen bellen ook niet.",
    "Ik geef een 2, van 10.",
    "Already 3 weeks late; 100 % wrong.",
    "Bestelling was te laat, order klopte niet.",
    "Maat 42 in plaats van 38, 2 stuks à 19,99.",
    "Zeit: 24.12.2026, 18 Uhr, 3 Stück.",
    "1000000 keer gevraagd",
    "",
    "العربية ١٢٣",
)


@pytest.mark.parametrize(("written", "left"), FOUND.items(), ids=list(FOUND))
def test_what_finds_a_person_is_taken_out_and_no_more(written: str, left: str) -> None:
    assert redact(written) == left
    assert redact(f"Hello, {written}, please.") == f"Hello, {left}, please."


@pytest.mark.parametrize("text", KEPT)
def test_dates_prices_and_words_stay(text: str) -> None:
    assert redact(text) == text


def test_several_in_one_text_are_each_taken_out() -> None:
    text = "Mail jan@example.com of bel 06-12345678; IBAN NL91ABNA0417164300, order 48213."
    assert redact(text) == "Mail [mail] of bel [phone]; IBAN [account], order [number]."


def test_a_phone_number_is_told_from_a_word() -> None:
    assert is_phone("+31 6 12345678")
    assert is_phone("06-12345678")
    assert not is_phone("tomorrow at 9")
    assert not is_phone("123")


def test_a_number_behind_many_that_are_none_is_found(subtests: pytest.Subtests) -> None:
    """What looks for phone numbers gives up some time; what looks for long numbers does not."""
    for before in ("1-1 ", "+31 6 ", "0-", "nl12 "):
        with subtests.test(before):
            assert "12345678" not in redact(before * 300 + " bel 0612345678")
