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


# Columns of programs' exports, as their documents and users name them: which one is the recipient's, or that none is.
OTHERS = {
    "a name with an at sign": (
        "E-Mail",
        "Name;Instagram;E-Mail",
        "A;@anna_b;a@example.de", "B;@bert;b@example.de", "C;@carla;c@example.de",
    ),
    "an address within a sentence": (
        "Email",
        "Opmerking;Email",
        "mail naar a@example.nl;a@example.nl", "gebeld @ 10 uur;b@example.nl", "@anna vragen;c@example.nl",
    ),
    "who answered a ticket": (
        "Requester email",
        "Id,Assignee email,Requester id,Requester email",
        "901,piet@shop.example,36001,a@example.nl", "902,kees@shop.example,36002,b@example.nl",
        "903,jan@shop.example,36001,a@example.nl",
    ),
    "who answered, in Dutch": (
        "E-mail klant",
        "Ticket,Behandelaar,E-mail klant",
        "901,p@shop.example,a@example.nl", "902,k@shop.example,b@example.nl",
    ),
    "who answered, in German": (
        "E-Mail",
        "Vorgang;Zuständiger Mitarbeiter;E-Mail",
        "901;p@shop.example;a@example.nl", "902;k@shop.example;b@example.nl",
    ),
    "a log of sent mails": (
        "To",
        "Message-ID,From,To",
        "<1@mail.example>,shop@shop.example,a@example.nl", "<2@mail.example>,news@shop.example,b@example.nl",
    ),
    "an address of before": (
        "Email", "Old Email,Email", "ao@example.nl,a@example.nl", "bo@example.nl,b@example.nl",
    ),
    "what a mail program shows": (
        "E-Mail-Adresse",
        "Vorname,E-Mail: Angezeigter Name,E-Mail-Adresse",
        "A,A (a@example.de),a@example.de", "B,B (b@example.de),b@example.de",
    ),
    "mail addresses of few": (
        "Kundennummer", "Kundennummer;E-Mail", "1001;a@example.de", "1002;", "1003;", "1004;",
    ),
    "invoices": (
        "Klantnummer", "Factuurnummer;Klantnummer", "F2026-001;K100", "F2026-002;K101", "F2026-003;K102",
    ),
    "invoices of whom we know": (
        "Kundennummer",
        "Rechnungsnummer;Kundennummer",
        "20260001;100", "20260002;101", "20260003;100", "20260004;103", "20260005;104",
    ),
    "orders": (
        "KundenNr", "BestellNr;Datum;KundenNr", "B-50001;28.06.2023;K-008", "B-50004;03.12.2023;K-002",
    ),
    "telephone numbers": (
        "Kundennummer", "Telefonnummer;Kundennummer", "0301234567;10001", "0301234568;10002",
    ),
    "a Dutch shop": (
        "Relatiecode",
        "Relatiecode;Titel;Huisnummer;Landnummer;KvK-nummer;E-mailadres",
        "10012;M;18;1;123;", "10013;M;19;1;123;", "10014;V;20;1;124;e@example.nl",
    ),
    "a chess club": ("Relatienummer", "Relatienummer;Naam;Geboren", "8012345;Vos;1970", "8012346;Bos;1971"),
    "a payment provider": ("Customer ID", "Customer ID;Plan", "cus_NffrFeUfNV2Hib;A", "cus_NffrFeUfNV2Hic;B"),
    "French": ("N° client", "N° client;Nom", "10001;A", "10002;B"),
    "a French pension fund": ("Matricule", "Matricule;Nom", "10001;A", "10002;B"),
    "Spanish": ("Número de cliente", "Nombre;Número de cliente", "A;1001", "B;1002"),
    "Italian": ("Codice cliente", "Titolo;Codice cliente", "Sig.;1001", "Sig.;1002"),
    "Polish": ("Numer klienta", "Imię;Numer klienta", "A;1001", "B;1002"),
    "a sign for a number": ("Customer #", "Customer #;Plan", "10001;A", "10002;B"),
    "house numbers": (None, "Naam;Huisnummer;Plaats", "Jan;12;Delft", "Els;14;Delft", "Bo;16;Ulm"),
    "postal codes": (None, "Name;Zip Code", "Jan;12345", "Els;12346", "Bo;12399"),
    "country codes": (None, "Name;Country code", "Jan;1", "Els;2", "Bo;3"),
    "days of birth": (None, "Geburtsdatum Nr;Ort", "19310706;Bonn", "19310707;Bonn"),
    "names of a network": (None, "Twitter;Ort", "@a1;Bonn", "@b1;Bonn"),
}  # fmt: skip


@pytest.mark.parametrize(
    ("name", "lines"), [(one[0], one[1:]) for one in OTHERS.values()], ids=OTHERS
)
def test_what_is_somebody_elses_or_an_orders_is_not_taken_for_the_recipient(
    name: str | None, lines: tuple[str, ...]
) -> None:
    column = judged(*lines)
    assert (column.name if column else None) == name
