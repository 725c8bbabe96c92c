"""Addresses of people, machines and houses are hidden in all their writings; what only looks like one stays."""

import pytest

from kb.model.incident import Person
from tests.redact.words import PATTERNS, by_one, redacted, redactors


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('"jane smith"@example.com', "[email]"),
        ("mailto:jane+hr@example.com?subject=x", "mailto:[email]?subject=x"),
        ("jane dot smith at example dot com", "[email]"),
        ("my mail is jane at example dot co dot uk", "my mail is [email]"),
        ("jane.smith [at] example [dot] com", "[email]"),
        ("jane.smith(at)example.com", "[email]"),
        ("jane＠example.com", "[email]"),
        ('{"mail": "jane@example.com", "n": 1}', '{"mail": "[email]", "n": 1}'),
    ],
)
def test_mail_addresses_however_written(text: str, expected: str) -> None:
    assert by_one(PATTERNS, text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "look at example dot com",
        "see [at] page 12",
        "we met at noon. dot com bubble",
        "npm i @scope/pkg@1.2.3",
    ],
)
def test_what_is_no_mail_address_stays(text: str) -> None:
    assert redacted(text) == text


@pytest.mark.parametrize(
    "text",
    [
        "221B Baker Street, London NW1 6XE",
        "Flat 3B, 27 Beech Grove, Bristol BS6 7AB",
        "1420 Maple Avenue, Apt 4B, Evanston, IL 60201",
        "12 High Street\nLeeds\nLS1 4AB",
        "42 Wallaby Way, Sydney NSW 2000",
        "Lindenstraße 14, 10969 Berlin",
        "Berliner Straße 12, 10115 Berlin",
        "Unter den Linden 77, 10117 Berlin",
        "Am Markt 5, 10115 Berlin",
        "Kastanienweg 3a, 50667 Köln",
        "Bahnhofstr. 3a, 8001 Zürich",
        "12 rue de la Paix, 75002 Paris",
        "14 bis, avenue Victor Hugo, 75116 Paris",
        "C/ Serrano 21, 28001 Madrid",
        "Calle Mayor 67, 28013 Madrid",
        "ul. Długa 7/12, 00-238 Warszawa",
        "Kerkstraat 12-A, 1017 GP Amsterdam",
        "Via Garibaldi 12, 20121 Milano",
        "Storgatan 5, 111 51 Stockholm",
    ],
)
def test_postal_addresses_go_with_postcode_and_town(text: str) -> None:
    assert by_one(PATTERNS, f"Send it to: {text}.\nThanks") == "Send it to: [address].\nThanks"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("my address is 45 Elm Close", "my address is [address]"),
        ("she moved to 49 Willow Crescent.", "she moved to [address]."),
        ("Wohnhaft in der Gartenstr. 17", "Wohnhaft in der [address]"),
        ("J'habite 12 rue des Lilas.", "J'habite [address]."),
    ],
)
def test_a_street_alone_is_hidden_where_the_text_says_so(text: str, expected: str) -> None:
    assert by_one(PATTERNS, text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Room 12 Main Building",
        "Step 3 Street name field",
        "Row 5 Home Street is empty",
        "Phase 2 Fast Lane, 3 Way Match, Step 12 Park and Ride",
        "3 Google Drive folders moved to 2 Shared Drive",
        "12 Place holders, 5 Place orders, Top 10 Place names",
        "Fertigungsstraße 3, Arbeitsplatz 12, Ring 3 Deployment, 10115 rows",
        "via Portal 12 and 2 Bedroom Road Map",
        "Address line 12 Street",
        "SW1A 1AA, 10115 Berlin and 00-950 Warszawa",
    ],
)
def test_what_counts_or_labels_is_no_street(text: str) -> None:
    assert redacted(text) == text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            r"/export/home/jsmith /var/mail/jsmith C:/Users/jsmith/x",
            r"/export/home/[user] /var/mail/[user] C:/Users/[user]/x",
        ),
        (r"C:\Users\Jane Smith\Desktop", r"C:\Users\[user]\Desktop"),
        (
            r"\\fs01\users$\jsmith\docs and \\fs01\home\jsmith",
            r"\\fs01\users$\[user]\docs and \\fs01\home\[user]",
        ),
        (
            "cd ~jsmith/bin; https://example.com/~jsmith/cv.html",
            "cd ~[user]/bin; https://example.com/~[user]/cv.html",
        ),
        ("CN=Jane Smith,OU=Users,DC=example,DC=com", "CN=[user],OU=Users,DC=example,DC=com"),
        (r"CN=Smith\, Jane,OU=HR,DC=example,DC=com", "CN=[user],OU=HR,DC=example,DC=com"),
        ("uid=jsmith,ou=people,dc=example", "uid=[user],ou=people,dc=example"),
        ("S-1-5-21-3623811015-3361044348-30300820-1013 locked", "[user] locked"),
        ("jsmith@lt-0417:~$ ls", "[user]@lt-0417:~$ ls"),
        ("ssh jsmith@10.2.3.4", "ssh [user]@[ip]"),
        (f"ssh-ed25519 AAAA{'C3Nz' * 12} tomasz.ade@lt-0417", f"ssh-ed25519 AAAA{'C3Nz' * 12} [user]"),
    ],
)
def test_user_names_in_paths_directories_and_prompts(text: str, expected: str) -> None:
    assert by_one(PATTERNS, text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "CN=HR-Payroll-Admins,OU=Groups,DC=example,DC=com",
        "CN=Configuration,DC=example,DC=com",
        "S-1-5-18 and S-1-5-21-3623811015-3361044348-30300820-513",
        "~/bin and ~user/x and ~10/15 min",
        "git@github.com:org/repo and root@host:~# and foo@bar: baz",
    ],
)
def test_groups_and_machines_are_nobody(text: str) -> None:
    assert redacted(text) == text


def test_a_directory_entry_of_somebody_known_is_left_for_the_letter() -> None:
    jane = Person(name="Jane Smith", user="jsmith")

    assert (
        redacted("CN=Jane Smith,OU=Users,DC=example,DC=com", jane)
        == "CN=[person A],OU=Users,DC=example,DC=com"
    )


@pytest.mark.parametrize(
    "text",
    [
        "Mozilla/5.0 Chrome/126.0.0.0 Safari/537.36",
        "AnyConnect 4.10.7.61 and SAP GUI 8.00.1.2",
        "Version 10.2.3.4 of it is certified, 10.2.3.3 is not",
    ],
)
def test_versions_of_four_numbers_are_no_machines(text: str) -> None:
    assert redacted(text) == text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("tel:+44-20-7946-0018;ext=12", "tel:[phone]"),
        ("+33.1.23.45.67.89 or +44·20·7946·0018", "[phone] or [phone]"),
        ("☎ 030 901820", "☎ [phone]"),
        ("fax +44 20 7946 0018-20", "fax [phone]"),
        ("+34 (0)612 34 56 78", "[phone]"),
        ("mi teléfono 612 34 56 78", "mi teléfono [phone]"),
        ("call 00442079460018 now", "call [phone] now"),
        ("＋44 20 7946 0018", "[phone]"),
        ("+44\u200b20\u200b7946\u200b0018", "[phone]"),
        ("<tel:+44 20 7946 0018>", "<tel:[phone]>"),
        ("|Phone|020 7946 0018|", "|Phone|[phone]|"),
    ],
)
def test_phones_however_written(text: str, expected: str) -> None:
    assert by_one(PATTERNS, text) == expected


def test_a_number_alone_on_its_line_is_read_as_the_regions() -> None:
    polish = redactors(phone_region="PL")

    assert redacted("Pozdrawiam\n512 345 678\n", by=polish) == "Pozdrawiam\n[phone]\n"
    assert redacted("Zaladowano 512 345 678 wierszy", by=polish) == "Zaladowano 512 345 678 wierszy"


@pytest.mark.parametrize(
    "text", ["1 lib 0x187ce5000 + 3123876", "123456-7890 and 12345-6789", "20260914-1234", "4.5.6 / 7.8.9"]
)
def test_what_is_no_phone_stays(text: str) -> None:
    assert redacted(text) == text
