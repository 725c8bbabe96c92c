from datetime import date

from kb.model.article import Confidence
from tests.site.shelves import a_guide, a_portal, text_of
from tests.support.build import an_article


def news(*articles):
    return text_of(a_portal(articles=articles), "whats-new.md")


def week(*articles):
    home = a_guide("index.md", body="<!-- kb:week -->\n")
    return text_of(a_portal(articles=articles, guides=(home,)), "index.md")


def test_changes_stand_under_the_monday_of_their_week():
    new = an_article("kb-00000001", title="Written", created=date(2026, 11, 18))
    seen = an_article(
        "kb-00000002", title="Looked at", created=date(2026, 9, 1), last_reviewed_on=date(2026, 11, 15)
    )

    text = news(seen, new)

    monday, sunday = text.index("## Week of 16 November 2026"), text.index("## Week of 9 November 2026")
    assert (
        monday
        < text.index("**New** on 18 November 2026")
        < sunday
        < text.index("**Reviewed** on 15 November 2026")
    )


def test_a_review_on_the_day_of_writing_is_no_second_change():
    both = an_article(created=date(2026, 11, 18), last_reviewed_on=date(2026, 11, 18))

    assert "**New** on 18 November 2026" in news(both)


def test_what_is_open_or_dated_in_the_future_is_no_news():
    wip = an_article("kb-00000001", title="Open", confidence=Confidence.WIP, created=date(2026, 11, 18))
    typo = an_article("kb-00000002", title="Typo", created=date(2062, 11, 18))

    assert "*Nothing yet.*" in news(wip, typo)


def test_the_week_ends_with_the_newest_incident_and_not_with_the_calendar():
    newest = an_article("kb-00000001", title="Newest", last_seen=date(2026, 10, 31))
    within = an_article("kb-00000002", title="Within", last_seen=date(2026, 10, 25))
    before = an_article("kb-00000003", title="Before", last_seen=date(2026, 10, 24))
    typo = an_article("kb-00000004", title="Typo", last_seen=date(2062, 1, 1))

    text = week(newest, within, before, typo)

    assert "Seen in the week to 31 October 2026." in text
    assert "Newest" in text
    assert "Within" in text
    assert "Before" not in text
    assert "Typo" not in text


def test_without_incidents_there_is_no_week():
    assert "*Nothing here yet.*" in week(an_article(last_seen=None))
