"""Text made to be slow takes every rule for shapes a time in proportion to its length."""

import time

import pytest

from kb.redact.base import Known
from tests.redact.words import PATTERNS

SEEDS = {
    "streets": "12 Main Street, ",
    "streets in a row": "12 Aa Bb Cc Street ",
    "numbers before streets": "1 1 1 1 Street ",
    "capitals": "Aa Bb ",
    "capitals behind a street": "1 Aa Street, Bb Cc Dd, ",
    "german streets": "Aa-Bb-Strasse 1 ",
    "french streets": "1 rue de la ",
    "spanish streets": "calle de la Aa ",
    "prepositions": "Am Aa ",
    "ids": "ssn ",
    "ids and numbers": "ssn 123 45 6789 bsn 123456789 ",
    "words for ids": "national id number is ",
    "passports": "passport A1",
    "births": "born on ",
    "births and dates": "dob 1.1.1980 and 1.1.1980 and ",
    "staff": "employee id ",
    "many staff numbers": "employee id 12345, 12346, ",
    "digits with blanks": "1234 ",
    "digits with signs": "1-2.3/4 ",
    "letters among digits": "123456A",
    "account numbers": "DE12 ",
    "account numbers in lines": "DE89\n",
    "one account number": "DE89" + "370400440532013000",
    "brackets of addresses": "a[at]",
    "spelt addresses": "a dot b at c dot ",
    "quoted addresses": '"a"@',
    "domains": "a.b@c.d-",
    "shares": "\\\\a\\users\\",
    "tildes": "~a/",
    "directories": "CN=a,OU=",
    "directories without end": "CN=a\\,",
    "keys": "ssh-rsa AAAA",
    "prompts": "a@b:~",
    "logins": "ssh a@",
    "paths": "://a/reset/",
    "queries": "?a=b&token=",
    "machines": "10.0.0.1 ",
    "versions": "version 10.0.0.1 ",
    "colons": "::1:",
    "phones": "+44 20 ",
    "phones in lines": "020 7946 0018\n",
    "extensions": "1234567 ext ",
    "homes": "C:\\Users\\a ",
}


@pytest.mark.parametrize("seed", SEEDS.values(), ids=SEEDS.keys())
def test_eight_times_the_text_takes_about_eight_times_as_long(seed: str) -> None:
    def seconds(size: int) -> float:
        text = (seed * size)[:size] + "!x"
        start = time.process_time()
        PATTERNS.redact(text, Known())
        return time.process_time() - start

    short = max(seconds(4_000), seconds(4_001))

    assert any(seconds(32_000) < max(20 * short, 0.15) for _ in range(4))
