from datetime import date

from kb.config import ProjectSettings
from kb.model.article import ArticleType, Audience, Confidence, Receipt
from kb.model.incident import EntryKind, IncidentRef
from tests.site.hostile import INLINE
from tests.site.shelves import Elements, a_portal, active, render, text_of
from tests.support.build import an_article, at

REF = IncidentRef("servicenow", "INC0048001")


def a_receipt(label="r1", **changes):
    values = {
        "ref": REF,
        "field": "resolution",
        "kind": EntryKind.PUBLIC,
        "at": at("2026-09-02"),
        "sha256": "0" * 64,
    }
    return Receipt(label=label, **(values | changes))


def page(article, audience=Audience.SUPPORT, *others):
    return text_of(a_portal(audience, articles=(article, *others)), article.path)


def test_the_head_says_in_words_how_sure_we_are():
    refs = tuple(IncidentRef("servicenow", f"INC{number}") for number in range(7))

    text = page(an_article(evidence=refs, last_seen=date(2026, 11, 19), last_reviewed_on=date(2026, 11, 1)))

    assert "Not validated. Confirmed in 7 incidents, last on 19 November 2026." in Elements(text).text
    assert "Last reviewed on 1 November 2026. Looked after by HR Recruiting Support." in text


def test_what_nobody_has_reviewed_says_so():
    assert "Never reviewed. Looked after by HR Recruiting Support." in page(an_article())
    assert "Never reviewed. Nobody looks after it yet." in page(an_article(owner=""))


def test_a_known_error_begins_with_its_workaround():
    body = "## Issue\n\nWhite.\n\n## Cause\n\n```\n## Workaround\n```\n\n## Workaround\n\nPrint it.\n\n## Notes\n\nN.\n"
    known = an_article(type=ArticleType.KNOWN_ERROR, body=body)

    text = page(known)

    headings = [line for line in text.splitlines() if line.startswith("## ")]
    assert headings == ["## Workaround", "## Issue", "## Cause", "## Workaround", "## Notes"]
    assert text.index('!!! info "Known error"') < text.index("Print it.") < text.index("\nWhite.")
    assert body.strip() in page(an_article(body=body))


def test_receipts_of_a_known_error_are_numbered_as_they_are_read():
    body = "## Issue\n\nWhite.[^r1]\n\n## Workaround\n\nPrint it.[^r2]\n"
    receipts = (a_receipt("r1"), a_receipt("r2"))

    text = page(an_article(type=ArticleType.KNOWN_ERROR, body=body, receipts=receipts))

    assert text.index("[^r2]:") < text.index("[^r1]:")


def test_the_way_back_names_the_list_and_the_product():
    text = page(an_article())

    assert "[Troubleshooting](index.md) › [Workday Recruiting](../products/workday-recruiting.md)" in text


def test_the_team_edits_and_everybody_reports():
    project = ProjectSettings(
        edit="https://git.example/kb/edit/main/{path}",
        report="mailto:kb@hr.example?subject={title}&body={id}",
    )
    article = an_article(title="Is 5 > 3? (a&b) – <x>", audience=Audience.USERS)

    def read_by(audience):
        return text_of(a_portal(audience, articles=(article,), project=project), article.path)

    edit = f"[Edit this page](<https://git.example/kb/edit/main/content/{article.path}>)"
    report = "[Report a mistake](<mailto:kb@hr.example?subject=Is%205%20%3E%203%3F%20%28a%26b%29%20%E2%80%93%20%3Cx%3E&body=kb-0a1b2c3d>)"
    assert edit in read_by(Audience.SUPPORT)
    assert report in read_by(Audience.SUPPORT)
    assert report in read_by(Audience.USERS)
    assert "Edit this page" not in read_by(Audience.USERS)
    links = [
        attributes["href"]
        for tag, attributes in Elements(render(read_by(Audience.SUPPORT))).elements
        if tag == "a"
    ]
    assert f"https://git.example/kb/edit/main/content/{article.path}" in links


def test_of_very_many_wordings_some_are_shown_and_the_others_counted():
    text = page(an_article(also_asked_as=tuple(f"wording {number}" for number in range(75))))

    assert text.count("    - wording") == 60
    assert "and 15 more" in text


def test_the_body_stays_as_it_is_written():
    body = "## Issue\n\nText with `code` and *stress*.\n\n    indented\n\n## Resolution\n\n1. One\n2. Two"

    assert body in page(an_article(body=body + "\n"))


def test_support_sees_which_incidents_stand_behind_it():
    text = page(an_article(body="White.[^r1]\n", receipts=(a_receipt(),)))

    assert "[^r1]: INC0048001 (ServiceNow), resolution note, 2 September 2026." in text
    assert "1 incident behind this article" in text


def test_users_learn_the_day_and_the_number_only():
    article = an_article(
        audience=Audience.USERS, body="White.[^INC0048001]\n", receipts=(a_receipt("INC0048001"),)
    )

    text = page(article, Audience.USERS)

    assert "White.[^receipt-1]" in text
    assert "[^receipt-1]: An incident resolved on 2 September 2026." in text
    assert "Confirmed in 1 incident, on 1 September 2026" in text
    assert "INC0048001" not in text
    assert "servicenow" not in text


def test_definitions_already_in_the_body_are_told_anew():
    body = "White.[^r1] Blank.[^mine]\n\n[^r1]: servicenow INC0048001\n    goes on\n\n[^mine]: By hand.\n"

    text = page(an_article(audience=Audience.USERS, body=body, receipts=(a_receipt(),)), Audience.USERS)

    assert "INC0048001" not in text
    assert "goes on" not in text
    assert "[^mine]: By hand." in text


def test_renamed_labels_do_not_mix():
    receipts = (a_receipt("receipt-2"), a_receipt("receipt-1", at=at("2026-10-03")))
    article = an_article(audience=Audience.USERS, body="A.[^receipt-2] B.[^receipt-1]\n", receipts=receipts)

    text = page(article, Audience.USERS)

    assert "A.[^receipt-1] B.[^receipt-2]" in text
    assert "[^receipt-1]: An incident resolved on 2 September 2026." in text
    assert "[^receipt-2]: An incident resolved on 3 October 2026." in text


def test_other_wordings_open_in_place():
    html = render(page(an_article(also_asked_as=("offer is <blank>", "- PDF | white"))))

    assert "<summary>Also asked as</summary>" in html
    assert "<li>offer is &lt;blank&gt;</li>" in html
    assert "<li>&#45; PDF | white</li>" in html


def test_an_overdue_review_warns():
    text = page(an_article(last_reviewed_on=date(2026, 6, 1), review_in="90 days"))

    assert "This article was to be reviewed by 30 August 2026." in text


def test_a_review_that_is_not_due_is_no_news():
    text = page(an_article(last_reviewed_on=date(2026, 11, 1), review_in="90 days"))

    assert "!!! warning" not in text


def test_an_article_without_an_answer_says_so():
    text = page(an_article(confidence=Confidence.WIP))

    assert '!!! info "No answer yet"' in text
    assert "Seen in 1 incident" in text


def test_a_retired_article_keeps_its_page_and_leaves_the_lists():
    retired = an_article("kb-00000001", title="Retired one", confidence=Confidence.ARCHIVED)
    portal = a_portal(articles=(retired, an_article()))

    text = text_of(portal, retired.path)

    assert '!!! warning "Retired"' in text
    assert "search:\n  exclude: true" in text
    assert not any("Retired one" in page.text for page in portal.pages if page.path != retired.path)


def test_related_articles_share_a_code_before_a_product():
    near = an_article("kb-00000001", title="Other words", environment=("Payroll",))
    far = [an_article(f"kb-0000001{n}", title=f"Far {n}", error_codes=()) for n in range(7)]

    text = page(an_article(), Audience.SUPPORT, near, *far)

    related = text.split("## Related")[1].split("!!!")[0]
    assert related.index("Other words") < related.index("Far 0")
    assert related.count("- [") == 4


def test_whom_to_call_stands_on_every_article():
    assert '!!! question "Still stuck?"\n\n    Call **4711**.' in page(an_article())


def test_hostile_metadata_stays_words():
    for text in INLINE:
        article = an_article(title=text, owner=text, also_asked_as=(text,), environment=(text,))
        portal = a_portal(articles=(article, an_article("kb-00000001", environment=(text,))))
        for made in portal.pages:
            assert active(render(made.text)) == [], (text, made.path)
