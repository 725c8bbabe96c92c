"""The foot of an article offers what somebody takes: forms once it is rendered, ways to write where settings name them."""

import re
from html import unescape
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

import pytest

from kb import config
from kb.config import FeedbackSettings
from kb.errors import ConfigError
from kb.model.article import Article, Confidence
from kb.site.feedback import with_feedback
from kb.site.sanitise import sanitise
from tests.site.hostile import INLINE
from tests.site.shelves import Elements, a_portal, active, render, text_of
from tests.support.build import an_article

BOTH = FeedbackSettings(
    mail="help@example.org", issue_url="https://git.example/new?title={title}&body={page}%20{id}"
)


def page_of(article: Article, feedback: FeedbackSettings = BOTH) -> str:
    """Give an article's page as a reader's browser gets it."""
    text = text_of(a_portal(articles=(article,), feedback=feedback), article.path)
    return with_feedback(sanitise(render(text.partition("\n---\n")[2])), "../../api/feedback")


def links(html: str) -> list[str]:
    return [unescape(each) for each in re.findall(r'href="((?:mailto:|https://git)[^"]*)"', html)]


def test_mail_and_form_are_filled_with_title_and_page() -> None:
    mail, form = links(page_of(an_article(title="Pay & time? 100% = “all” – Workday")))

    assert mail.startswith("mailto:help@example.org?")
    assert parse_qs(urlsplit(mail).query)["subject"] == ["Feedback: Pay & time? 100% = “all” – Workday"]
    assert "kb-0a1b2c3d" in unquote(mail)
    asked = parse_qs(urlsplit(form).query)
    assert asked["title"] == ["Pay & time? 100% = “all” – Workday"]
    assert asked["body"] == ["troubleshooting/offer-letter-pdf-is-blank-kb-0a1b2c3d kb-0a1b2c3d"]


def test_one_of_them_is_enough_and_none_leaves_nothing_to_read() -> None:
    assert len(links(page_of(an_article(), FeedbackSettings(mail="a@example.org")))) == 1
    bare = text_of(a_portal(articles=(an_article(),)), an_article().path)

    assert "Did this help" not in bare
    assert 'data-kb-feedback="kb-0a1b2c3d"></div>' in bare
    assert "Call **4711**" in bare


def test_the_forms_name_the_page_and_lead_to_the_server() -> None:
    html = page_of(an_article())

    assert html.count('action="../../api/feedback"') == 2
    assert html.count('name="page" value="kb-0a1b2c3d"') == 2
    assert [name for name in ("yes", "no") if f'name="helped" value="{name}"' in html] == ["yes", "no"]
    assert len(re.findall(r'type="radio" name="reason"', html)) == 4


def test_every_field_has_a_name_to_be_read_out() -> None:
    html = page_of(an_article())

    assert '<label for="kb-feedback-words">' in html
    assert 'aria-describedby="kb-feedback-hint"' in html
    assert "<legend>" in html
    assert 'role="status"' in html
    ids = re.findall(r'\bid="([^"]*)"', html)
    assert len(ids) == len(set(ids))


def test_a_retired_article_asks_nothing() -> None:
    assert "kb-feedback" not in page_of(an_article(confidence=Confidence.ARCHIVED))


@pytest.mark.parametrize("text", INLINE)
def test_a_hostile_title_stays_words(text: str) -> None:
    article = an_article(title=text[:200] or "x")
    html = page_of(article)
    inert = re.sub(r"<(?:form|button|textarea|input)\b[^>]*>", "", html)

    assert active(inert) == []
    assert len(links(html)) == 2


def test_a_place_that_an_author_wrote_does_not_take_the_votes_of_the_article() -> None:
    body = '## Issue\n\n<div data-kb-feedback="kb-ffffffff">Mine</div>\n\n<div data-kb-feedback=\'"><script>\'></div>\n'

    html = page_of(an_article(body=body))

    assert "kb-ffffffff" not in "".join(re.findall(r"<input[^>]*>", html))
    assert html.count("<form") == 2
    assert "script" not in [tag for tag, _ in Elements(html).elements]


def test_other_pages_get_none() -> None:
    assert with_feedback("<p>Text</p>", "api/feedback") == "<p>Text</p>"
    assert "<form" not in with_feedback('<div data-kb-feedback="a b"></div>', "api/feedback")


@pytest.mark.parametrize(
    "line",
    [
        'mail = "Help Desk <help@example.org>"',
        'mail = "a@example.org?cc=b@example.org"',
        'issue_url = "javascript:alert(1)"',
        'issue_url = "/issues/new"',
        'issue_url = "https://git.example/new?title={titel}"',
        "per_minute = -1",
    ],
)
def test_settings_that_would_lead_nowhere_are_refused(tmp_path: Path, line: str) -> None:
    (tmp_path / "kb.toml").write_text(f"[feedback]\n{line}\n")

    with pytest.raises(ConfigError, match=rf"feedback\.{line.split()[0]}"):
        config.load(tmp_path)


def test_redaction_lets_the_address_stand_that_readers_are_given(tmp_path: Path) -> None:
    (tmp_path / "kb.toml").write_text(
        '[redact]\nallow = ["Workday"]\n[feedback]\nmail = "help@example.org"\n'
    )

    assert config.load(tmp_path).redact.allow == ("Workday", "help@example.org")
