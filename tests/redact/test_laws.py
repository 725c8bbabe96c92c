"""Laws that hold for any text: idempotent, deterministic, placeholders whole, time in proportion."""

import re
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kb.redact.base import PLACEHOLDER, Known
from tests.redact.words import ALL, GRANT, JANE, ZOE, redacted, redactors

KNOWN = Known(people=(JANE, GRANT, ZOE))
PIECES = st.sampled_from(
    """Jane Smith|Smith,|J.|Will|Grant|Zoë|jsmith2|@jsmith2|[~jsmith2]|[~x]|Hi|Hi Tomasz,|Regards,|Thanks|Petra|Mr.
    |jane@example.com|@|%40|example.com|+44 20 7946 0018|07700|900123|(0|4111 1111 1111 1111|DE89 3704 0044 0532 0130 00
    |10.4.2.17|v1.2.3.4|::1|00:1A:2B:3C:4D:5E|/home/|C:\\Users\\|CONTOSO\\|https://|u:p@|?token=|abc123|password|password:
    |password is|=|:|"|'|`|Welcome1!|Bearer|Authorization:|Cookie: a=b|eyJhbGciOi.eyJzdWIi|-----BEGIN PRIVATE KEY-----
    |-----END PRIVATE KEY-----|MIIEpAIBAAKCAQEA|DOB|12/04/1980|AB 12 34 56 C|INC0048812|2026-09-01|[email]|[person A]
    |[password]|[|]|[per|son A]|\u200b|é|e\u0301|ﬃ|ß|王|\ue000|\x02|$|#|{|}|<|>|,|;|.|/|-|_|login:|user/password:|PIN 4711
    """.replace("\n    ", "").split("|")
)
TEXTS = st.lists(
    st.one_of(PIECES, st.sampled_from([" ", " ", "\n", ""]), st.text(max_size=4)), max_size=24
).map("".join)


@settings(deadline=None, max_examples=150)
@given(TEXTS)
@pytest.mark.parametrize("redactor", ALL, ids=lambda redactor: redactor.name)
def test_a_second_pass_finds_nothing(redactor, text: str) -> None:
    once = redactor.redact(text, KNOWN)
    again = redactor.redact(once.text, KNOWN)

    assert again.text == once.text
    assert again.counts == ()


@settings(deadline=None, max_examples=150)
@given(TEXTS)
def test_all_together_are_idempotent_and_deterministic(text: str) -> None:
    once = redacted(text, JANE, GRANT, ZOE)

    assert redacted(once, JANE, GRANT, ZOE) == once
    assert redacted(text, JANE, GRANT, ZOE, by=redactors()) == once


@settings(deadline=None, max_examples=100)
@given(TEXTS)
@pytest.mark.parametrize("redactor", ALL, ids=lambda redactor: redactor.name)
def test_counts_are_the_placeholders_that_came_in(redactor, text: str) -> None:
    answer = redactor.redact(text, KNOWN)

    added = len(PLACEHOLDER.findall(answer.text)) - len(PLACEHOLDER.findall(text))
    assert sum(count for _, count in answer.counts) == added


@settings(deadline=None, max_examples=100)
@given(TEXTS)
@pytest.mark.parametrize("redactor", ALL, ids=lambda redactor: redactor.name)
def test_what_is_not_hidden_stays_byte_for_byte(redactor, text: str) -> None:
    answer = redactor.redact(text, KNOWN)

    rest = text
    for kept in re.split(r"\[[a-zA-Z ]+\]", answer.text):
        assert kept in rest
        rest = rest[rest.index(kept) + len(kept) :]


SEEDS = (
    "a",
    "1 ",
    "1-",
    "a.",
    "a@",
    "@a.",
    "://a:",
    "eyJ",
    "password: ",
    "password is ",
    "Hi Aa, ",
    "Aa Bb and ",
)
MORE = (
    "AA00 ",
    "0:",
    "cookie: a=",
    "\\",
    "07700 900123 ",
    "[~",
    "Jane ",
    "-----BEGIN PRIVATE KEY-----\n",
    "é\u200b",
    "1.",
)


@pytest.mark.parametrize("seed", SEEDS + MORE)
def test_time_grows_with_the_text_and_no_faster(seed: str) -> None:
    """Eight times the text takes about eight times as long, however it is made up; squares would take 64 times."""

    def seconds(size: int) -> float:
        text = (seed * size)[:size] + "!x"
        start = time.process_time()
        for redactor in ALL:
            redactor.redact(text, KNOWN)
        return time.process_time() - start

    short = max(seconds(5_000), seconds(5_001))
    tries = (seconds(40_000) for _ in range(4))  # another process may take the machine for a while

    assert any(long < max(30 * short, 0.2) for long in tries)
