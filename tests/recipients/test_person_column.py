"""Which column identifies a person, on the headers of real programs' exports."""

import csv

import pytest

from feedback_buttons.recipients import person_column

# The headers are those of public programs and their documents; the people in the rows are nobody.
LISTS = {
    "German club": (
        "Anrede;Vorname;Nachname;Straße;Hausnummer;PLZ;Ortsteil;Geburtsdatum;Telefon;E-Mail",
        "Frau;Martha;Muster;Alt-Lübars;9;13469;Lübars;1931-07-26;;m1@example.de",
        "Herr;Karl;Muster;Oraniendamm;42;13469;Waidmannslust;1931-07-03;;k2@example.de",
        "Frau;Ursula;Muster;Neue Straße;4;13469;Lübars;1939-01-03;;u3@example.de",
    ),
    "German shop": (
        "KundenNr.;BestellNr.;Kauf;Email;Anrede;Vorname;Nachname;Firma;PLZ",
        "10001;9001;2026-11-01;a@example.de;Herr;Max;Muster;;12345",
        "10002;9002;2026-11-01;b@example.de;Frau;Eva;Muster;;12345",
        "10001;9003;2026-11-02;a@example.de;Herr;Max;Muster;;12345",
    ),
    "French salon": (
        "Civilité;Nom;Prénom;Adresse;Code Postal;Ville;Téléphone;Portable;Email;Date Anniversaire",
        "Mme;Exemple;Odile;1 rue;02400;Crupilly;;;o@exemple.fr;01/02/1970",
        "M.;Exemple;Jean;2 rue;02400;Crupilly;;;j@exemple.fr;03/04/1980",
    ),
    "Dutch shop": (
        "aanhef,voornaam,tussenvoegsel,achternaam,land,telefoonnummer,stad,email",
        "dhr.,Jan,van,Voorbeeld,NL,0612345678,Delft,jan@voorbeeld.nl",
        "mevr.,Els,,Voorbeeld,NL,0612345679,Delft,els@voorbeeld.nl",
    ),
    "HubSpot": (
        "Record ID,First Name,Last Name,Email,Phone Number,Lead Status,Create Date,Associated Company,Contact owner",
        "101,A,Example,a@example.com,+33 6,NEW,2024-03-12 09:14,Villa,owner@agency.example",
        "102,B,Example,b@example.com,+33 7,NEW,2024-03-12 09:15,Villa,owner@agency.example",
        "103,C,Example,,+33 8,NEW,2024-03-12 09:16,Villa,owner@agency.example",
    ),
    "Salesforce": (
        "Contact Owner Email,Salutation,First Name,Last Name,Contact ID,Email,Mailing Zip/Postal Code",
        "x@sales.example,Ms.,A,Example,0035e00000AbCdEAAZ,a@example.com,10115",
        "y@sales.example,Mr.,B,Example,0035e00000AbCdFAAZ,b@example.com,10115",
    ),
}  # fmt: skip


def judged(*lines: str) -> person_column.Column | None:
    delimiter = ";" if ";" in lines[0] else ","
    names, *rows = csv.reader(lines, delimiter=delimiter)
    return person_column.person(person_column.columns(names, rows))


@pytest.mark.parametrize("lines", LISTS.values(), ids=list(LISTS))
def test_the_mail_address_of_the_recipient_is_found_wherever_it_stands(
    lines: tuple[str, ...],
) -> None:
    found = judged(*lines)
    assert found
    assert found.kind == "mail"
    assert found.name.lower() in ("email", "e-mail")
    assert len(found.samples) >= 2


@pytest.mark.parametrize(
    "name", ["Kundennummer", "klantnummer", "Customer ID", "Identifiant", "id"]
)
def test_without_mail_addresses_it_is_a_key_that_no_two_rows_share(name: str) -> None:
    found = judged(f"Anrede;{name};Ort", "Herr;10001;Bonn", "Herr;10002;Bonn", "Frau;10003;Ulm")
    assert found
    assert (found.name, found.kind) == (name, "key")


def test_nothing_is_preselected_where_nothing_identifies_a_person() -> None:
    rows = ("Herr;Karl;1931-07-03;100", "Herr;Karl;1931-07-04;100", "Frau;Eva;1931-07-05;100")
    assert judged("Anrede;Vorname;Geburtsdatum;Betrag", *rows) is None
    assert judged("Anrede;Vorname") is None


def test_a_column_of_one_and_the_same_mail_address_is_nobodys() -> None:
    rows = [f"info@shop.example;{10_000 + number}" for number in range(9)]
    found = judged("E-Mail;Kundennummer", *rows)
    assert found
    assert found.name == "Kundennummer"
