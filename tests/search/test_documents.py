from kb.model.article import Audience, Confidence, Guide
from kb.model.incident import IncidentRef
from kb.search.documents import WEIGHTS, documents
from kb.search.plain import plain, sections
from tests.search.corpus import articles, guides, lessons, pages
from tests.support.build import an_article


def only(**changes):
    (document,) = documents([an_article(**changes)], [], [], audience=Audience.INTERNAL)
    return document


def test_each_section_of_an_article_goes_to_its_own_field():
    document = only(
        body="## Issue\n\nIt is white.\n\n## Cause\n\nA template.\n\n## Resolution\n\nDo it again.\n\n## See also\n\nMore.\n"
    )

    assert document.fields["issue"] == "It is white."
    assert document.fields["resolution"] == "A template.\nDo it again."
    assert document.fields["headings"] == "See also"
    assert document.fields["body"] == "More."


def test_every_field_has_a_weight():
    for document in pages():
        assert document.fields.keys() <= WEIGHTS.keys()


def test_a_summary_is_the_first_sentence_of_the_issue_without_markup():
    document = only(
        body='!!! note "Draft"\n    x\n\n## Issue\n\nThe **offer** [PDF](x.md) is `white`.[^a] Second.\n\n[^a]: servicenow:INC1\n'
    )

    assert document.summary == "The offer PDF is white."


def test_a_long_first_sentence_is_cut_at_a_word():
    summary = only(body="## Issue\n\n" + "word " * 100).summary

    assert summary.endswith("word…")
    assert len(summary) <= 200


def test_addresses_are_those_of_the_built_pages():
    urls = {document.id: document.url for document in pages()}

    assert urls["kb-00000001"] == "troubleshooting/page-1/"
    assert urls["lesson-cutover"] == "lessons/freeze-changes-before-cutover/"
    assert urls["index"] == ""
    assert urls["guides/read-your-payslip"] == "guides/read-your-payslip/"


def test_archived_articles_are_not_offered():
    archived = an_article(confidence=Confidence.ARCHIVED)

    assert documents([archived], [], [], audience=Audience.INTERNAL) == ()


def test_an_audience_is_given_only_what_it_may_read():
    all_articles = [an_article(f"kb-{audience.value}", audience=audience) for audience in Audience]

    found = {reader: {d.id for d in documents(all_articles, [], [], audience=reader)} for reader in Audience}

    assert found[Audience.PUBLIC] == {"kb-public"}
    assert found[Audience.USERS] == {"kb-public", "kb-users"}
    assert len(found[Audience.INTERNAL]) == 4


def test_incident_numbers_are_found_by_support_and_not_shown_to_users():
    article = an_article(audience=Audience.USERS, evidence=(IncidentRef("servicenow", "INC0048001"),))

    (support,) = documents([article], [], [], audience=Audience.SUPPORT)
    (users,) = documents([article], [], [], audience=Audience.USERS)

    assert "INC0048001" in support.fields["ids"]
    assert "INC0048001" not in str(users)


def test_the_order_of_pages_does_not_matter():
    backwards = documents(
        reversed(articles()), reversed(guides()), reversed(lessons()), audience=Audience.USERS
    )

    assert backwards == pages()


def test_a_guide_outside_the_guides_is_a_page():
    (page,) = documents([], [Guide(path="about/manual.md", title="Manual")], [], audience=Audience.INTERNAL)

    assert page.kind == "page"


def test_a_guide_whose_text_repeats_its_title_is_summed_up_by_its_text():
    guide = Guide(path="guides/a.md", title="Pay", body='# Pay\n\n!!! tip "Soon"\n\nRead **this**. More.\n')

    (document,) = documents([], [guide], [], audience=Audience.INTERNAL)

    assert document.summary == "Soon"
    assert "tip" not in document.fields["body"]


def test_a_line_that_only_looks_like_a_definition_stays():
    assert plain("[Error]: the run failed\n[a]: https://x\n[^b]: gone") == "[Error]: the run failed"


def test_plain_text_keeps_words_and_drops_marks():
    text = plain(
        "# Head\n\n- *one* and __two__\n\n| a | b |\n|---|---|\n\n```sql\nselect snake_case\n```\n<b>bold</b> "
        '![alt](p.png "t") {: .cls } AT&amp;T \\*star\\* <!-- gone --> [email]'
    )

    for kept in ("Head", "one and two", "select snake_case", "bold", "alt", "AT&T", "*star*", "[email]"):
        assert kept in text
    for dropped in ("```", "<b>", "p.png", ".cls", "gone", "---", "|"):
        assert dropped not in text


def test_a_heading_in_a_code_fence_is_not_a_section():
    assert [name for name, _ in sections("## A\n```\n## not\n```\n## B\n")] == ["", "A", "B"]
