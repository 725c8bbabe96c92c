from datetime import date

from kb.model.article import Audience, Confidence, Receipt
from kb.model.incident import EntryKind, IncidentRef
from tests.site.hostile import INLINE
from tests.site.shelves import a_portal, active, render, text_of
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

    assert (
        "<strong>Not validated</strong> · confirmed in 7 incidents, last on 19 November 2026 · "
        "owner HR Recruiting Support · last reviewed on 1 November 2026" in text
    )


def test_the_body_stays_as_it_is_written():
    body = "## Issue\n\nText with `code` and *stress*.\n\n    indented\n\n## Resolution\n\n1. One\n2. Two"

    assert body in page(an_article(body=body + "\n"))


def test_support_sees_which_incidents_stand_behind_it():
    text = page(an_article(body="White.[^r1]\n", receipts=(a_receipt(),)))

    assert "[^r1]: INC0048001 (servicenow), resolution note, 2 September 2026." in text
    assert "1 incident behind this article" in text


def test_users_learn_the_day_and_the_number_only():
    article = an_article(
        audience=Audience.USERS, body="White.[^INC0048001]\n", receipts=(a_receipt("INC0048001"),)
    )

    text = page(article, Audience.USERS)

    assert "White.[^receipt-1]" in text
    assert "[^receipt-1]: An incident resolved on 2 September 2026." in text
    assert "confirmed in 1 incident, on 1 September 2026" in text
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
    assert "seen in 1 incident" in text


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
    assert related.count("- [") == 5


def test_whom_to_call_stands_on_every_article():
    assert '!!! question "Still stuck?"\n\n    Call **4711**.' in page(an_article())


def test_hostile_metadata_stays_words():
    for text in INLINE:
        article = an_article(title=text, owner=text, also_asked_as=(text,), environment=(text,))
        portal = a_portal(articles=(article, an_article("kb-00000001", environment=(text,))))
        for made in portal.pages:
            assert active(render(made.text)) == [], (text, made.path)
