"""Pages in several languages: found by how people write and misspell them, alone and side by side."""

import pytest

from kb.model.search import Request
from kb.search.languages import LANGUAGES, endings, normal, own_stop_words, stem, stop_words
from kb.search.memory_index import MemoryIndex
from kb.search.query import APART, plan
from tests.search.tongues import pages, questions


def right(index: MemoryIndex, *languages: str) -> float:
    """Give the share of questions whose page comes first."""
    asked = questions(*languages)
    hits = {query: index.search(Request(text=query)).hits for query in asked}
    return sum(bool(hits[query]) and hits[query][0].id == id for query, id in asked.items()) / len(asked)


def found(query: str, *languages: str) -> list[str]:
    return [hit.id for hit in MemoryIndex(pages(*languages)).search(Request(text=query)).hits]


def looked_up(query: str, *languages: str) -> dict[str, set[tuple[str, str]]]:
    """Give what each word of a query is taken for: word → (form, how)."""
    made = plan(query, MemoryIndex(pages(*languages)).store.lexicon)
    return {word.surface: {(term.form, term.how) for term in word.terms} for word in made.words}


@pytest.mark.parametrize("language", ["de", "fr", "es", "pt", "en"])
def test_questions_in_one_language_find_their_page_first(language: str) -> None:
    assert len(pages(language)) >= 5
    assert all(
        len([q for q in questions(language).values() if q == page.id]) >= 3 for page in pages(language)
    )
    assert right(MemoryIndex(pages(language)), language) >= 0.95


@pytest.mark.parametrize("language", ["de", "fr", "es", "pt"])
def test_a_base_in_english_and_another_language_answers_both(language: str) -> None:
    index = MemoryIndex(pages("en", language))

    assert right(index, "en") == 1.0
    assert right(index, language) >= 0.9


def test_a_base_of_six_languages_answers_english_questions() -> None:
    assert right(MemoryIndex(pages()), "en") == 1.0


@pytest.mark.parametrize(
    ("typed", "form"),
    [
        ("Fuehrungskraft", "fuhrungskraft"),
        ("Fuhrungskraft", "fuhrungskraft"),
        ("Kennwoerter", "kennworter"),
        ("frueheren", "fruheren"),
        ("zuruecksetzen", "zurucksetzen"),
    ],
)
def test_umlauts_are_found_however_they_are_typed(typed: str, form: str) -> None:
    terms = looked_up(f"{typed} Portal", "de")

    assert {form for said in terms.values() for form, how in said if how in ("exact", "form")} >= {form}


def test_two_vowels_that_are_no_umlaut_stay() -> None:
    assert ("neue", "exact") in looked_up("neue Seite", "de")["neue"]


def test_umlauts_are_nobody_elses_letters() -> None:
    assert ("page", "form") in looked_up("Paege Karriere", "fr", "de")["paege"]
    assert ("page", "form") not in looked_up("Paege Karriere", "fr").get("paege", set())


@pytest.mark.parametrize(
    ("typed", "parts"),
    [
        ("Reisekostenerstattung", {"reisekosten", "erstattung"}),
        ("Kennwortrichtlinien", {"kennwort", "richtlinien"}),
        ("Zeiterfassungsterminal", {"zeiterfassung", "terminal"}),
        ("Urlaubsgenehmigung", {"urlaub", "genehmigung"}),
        ("Genehmigungsschritte", {"genehmigungsschritte"}),
    ],
)
def test_a_compound_no_page_holds_is_parted_at_its_joint(typed: str, parts: set[str]) -> None:
    assert set(looked_up(f"{typed} bitte", "de")) == parts


@pytest.mark.parametrize(
    ("typed", "form"),
    [("Sonderzahlung", "zahlung"), ("Profilbearbeitung", "profil"), ("Urlaubsantrga", "urlaubsantrag")],
)
def test_of_a_compound_half_known_the_known_half_is_looked_up_and_a_typing_error_first(
    typed: str, form: str
) -> None:
    terms = looked_up(f"{typed} bitte", "de")

    assert form in {said for found in terms.values() for said, _ in found}


def test_the_head_of_a_compound_finds_it_anywhere_in_the_question() -> None:
    assert found("mein Urlaub wird nicht genehmigt", "de")[0] == "de-01"
    assert found("mijn verlof wordt niet goedgekeurd", "nl")[0].startswith("nl")


def test_languages_that_do_not_compound_complete_the_last_word_only() -> None:
    assert "passw" not in looked_up("passw window", "en")
    assert "window" in looked_up("password windo", "en").keys() | {
        form for form, _ in looked_up("password windo", "en")["windo"]
    }


@pytest.mark.parametrize("other", ["nl", "fr", "de"])
@pytest.mark.parametrize(
    ("query", "title"),
    [
        ("my door is broken", "Door does not open with the badge"),
        ("company car", "Company car cannot be ordered"),
        ("is there a new car for me", "Company car cannot be ordered"),
        ("recycle bin full", "Company car cannot be ordered"),
    ],
)
def test_stop_words_of_one_language_do_not_eat_words_of_another(query: str, title: str, other: str) -> None:
    hits = MemoryIndex(pages("en", other)).search(Request(text=query)).hits

    assert hits[0].title == title


def test_two_stop_words_of_a_language_are_stop_words() -> None:
    lexicon = MemoryIndex(pages("en", "fr")).store.lexicon

    assert "car" not in lexicon.silent(["company", "car"])
    assert {"car", "je"} <= lexicon.silent(["car", "je", "bulletin"])


def test_a_base_of_one_language_knows_its_stop_words_alone() -> None:
    assert "die" in MemoryIndex(pages("de")).store.lexicon.silent(["die", "abrechnung"])


def test_english_stop_words_count_everywhere() -> None:
    assert stop_words(("de",)) >= own_stop_words("en") | own_stop_words("de")


@pytest.mark.parametrize(
    ("tag", "code"), [("de-AT", "de"), ("pt_BR", "pt"), ("EN", "en"), ("", "en"), (" fr ", "fr")]
)
def test_a_tag_is_known_by_its_first_letters(tag: str, code: str) -> None:
    assert normal(tag) == code


@pytest.mark.parametrize("language", sorted(LANGUAGES))
def test_each_language_has_a_stemmer_and_takes_any_word(language: str) -> None:
    assert stem("informationen", language)
    assert stem("5031s", language) == "5031s"
    assert stem("ab", language) == "ab"
    assert endings(frozenset({language})) >= {"s", "ing"}


@pytest.mark.parametrize(
    ("one", "other", "language"),
    [
        ("abrechnung", "abrechnungen", "de"),
        ("genehmigt", "genehmigten", "de"),
        ("bulletin", "bulletins", "fr"),
        ("rembourse", "remboursees", "fr"),
        ("solicitud", "solicitudes", "es"),
        ("bloqueada", "bloqueadas", "es"),
        ("aprovacao", "aprovacoes", "pt"),
        ("reposicao", "reposicoes", "pt"),
        ("aprobacion", "aprobaciones", "es"),
        ("recibo", "recibos", "pt"),
        ("pdf", "pdfs", "en"),
        ("pc", "pcs", "de"),
        ("http", "https", "xx"),
    ],
)
def test_forms_of_one_word_share_a_stem(one: str, other: str, language: str) -> None:
    assert stem(one, language) == stem(other, language)


@pytest.mark.parametrize("word", ["gas", "bus", "class", "access", "dress", "pss"])
def test_words_with_a_vowel_or_two_s_are_no_plural_of_an_acronym(word: str) -> None:
    assert len(stem(word)) >= len(word) - 2
    assert stem(word, "xx") == word


def test_only_a_few_words_of_a_long_question_are_taken_apart() -> None:
    compounds = [f"{letter}zahlungsterminal" for letter in "abcdefgh"]

    terms = looked_up(f"{' '.join(compounds)} bitte", "de")

    parted = [word for word, said in terms.items() if any(how == "split" for _, how in said)]
    assert len(parted) <= 2 * APART
    assert found(" ".join(compounds), "de")
