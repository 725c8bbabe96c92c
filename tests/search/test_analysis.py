import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.search.analysis import LONGEST, cut, places, stem_among, tokens
from kb.search.languages import LANGUAGES, endings, stem, stop_words

ENDINGS = endings(frozenset())


@pytest.mark.parametrize(
    ("chunk", "words"),
    [
        ("WDR-5031", ("wdr5031", "wdr", "5031")),
        ("wdr5031", ("wdr5031", "wdr", "5031")),
        ("sign-in", ("signin", "sign", "in")),
        ("can't", ("cant",)),
        ("employee's", ("employee",)),
        ("CamelCase", ("camelcase", "camel", "case")),
        ("HTTPServer", ("httpserver", "http", "server")),
        ("PDFs", ("pdfs",)),
        ("v2.10.3", ("v2.10.3", "v2", "10")),
        ("/var/log/app.log".strip("/"), ("varlogapplog", "var", "log", "app")),
        ("HR_Recruiting", ("hrrecruiting", "hr", "recruiting")),
        ("INC0048001", ("inc0048001", "inc", "0048001")),
        ("C++", ("c++",)),
        ("R&D", ("rd",)),
        ("Zürich", ("zurich",)),
        ("two-factor", ("twofactor", "two", "factor")),
        ("two\u2011factor", ("twofactor", "two", "factor")),
        ("e-mail", ("email", "mail")),
        ("getUserName", ("getusername", "get", "user", "name")),
        ("iPhone", ("iphone", "phone")),
        ("OAuth2Token", ("oauth2token", "auth", "token")),
        ("wordCount", ("wordcount", "word", "count")),
        ("10.4.7", ("10.4.7", "10")),
        ("v4.10.07", ("v4.10.07", "v4", "10", "07")),
        ("KB5034441", ("kb5034441", "kb", "5034441")),
        ("payroll_2026-03.xlsx", ("payroll202603xlsx", "payroll", "2026", "03", "xlsx")),
        ("setup.exe", ("setupexe", "setup", "exe")),
        (
            "ServiceDesk.config.json",
            ("servicedeskconfigjson", "servicedesk", "service", "desk", "config", "json"),
        ),
        (
            "C:\\Windows\\System32\\spool",
            ("cwindowssystem32spool", "windows", "system32", "system", "32", "spool"),
        ),
        ("help@firm.example", ("helpfirmexample", "help", "firm", "example")),
        ("REQ0010045", ("req0010045", "req", "0010045")),
        ("HR-1042", ("hr1042", "hr", "1042")),
        ("0x80070005", ("0x80070005", "80070005")),
    ],
)
def test_words_are_found_whole_and_in_parts(chunk, words):
    assert cut(chunk) == words


def test_one_text_is_cut_alike_in_any_normal_form():
    composed, decomposed = "Z\u00fcrich caf\u00e9", "Zu\u0308rich cafe\u0301"

    assert tokens(composed) == tokens(decomposed)


def test_forms_of_one_word_share_a_stem():
    assert stem("approve") == stem("approved") == stem("approving")


def test_words_with_digits_are_not_stemmed():
    assert stem("5031s") == "5031s"


@pytest.mark.parametrize("word", ["generating", "applies", "apply", "stopping", "approvals", "letters"])
def test_a_word_no_document_holds_finds_the_stem_that_is_there(word):
    there = {stem(word)}

    assert stem_among(word, there.__contains__, ENDINGS) == stem(word)


def test_stop_words_are_folded():
    assert all(cut(word) == (word,) for word in stop_words(LANGUAGES))


@pytest.mark.parametrize(("word", "stem"), [("cvs", "cv"), ("pcs", "pc"), ("pdfs", "pdf"), ("ids", "id")])
def test_plurals_of_short_acronyms_find_the_one_that_is_there(word, stem):
    assert stem_among(word, {stem}.__contains__, ENDINGS) == stem


def test_a_short_word_is_no_plural_of_what_is_not_there():
    assert stem_among("gas", {"gases"}.__contains__, ENDINGS) == ""


def test_places_are_where_the_runs_stand():
    text = "Fehler WDR-5031 in /var/log/app.log"

    assert [text[start:end] for start, end, _ in places(text)] == [
        "Fehler",
        "WDR-5031",
        "in",
        "var/log/app.log",
    ]
    assert all(text[start:end] == chunk for start, end, chunk in places(text))


@given(st.text(max_size=200))
def test_any_text_is_cut_into_words_without_blanks(text):
    for token in tokens(text):
        assert token.surface
        assert stem(token.surface)
        assert len(token.surface) <= LONGEST
        assert not any(sign.isspace() for sign in token.surface)


@given(st.text(max_size=100))
def test_cutting_does_not_mind_case(text):
    if text.isascii():
        wholes = [t.surface for t in tokens(text) if not t.part]

        assert [t.surface for t in tokens(text.lower()) if not t.part] == wholes
