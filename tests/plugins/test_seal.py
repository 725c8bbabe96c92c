"""What a generator without the plugin renders is sanitised and sealed, page by page."""

import markdown
import pytest

from kb.site.rendered import unsealed

MARK = "kb-7f3a"
TEXT = "# One <b onclick=x>two</b>\n\nx<script>alert(1)</script></article>\n\n## `<i>` & [three](a.md)\n\n<!-- open"


@pytest.fixture
def md():
    return markdown.Markdown(
        extensions=["toc", "mkdocs_kb.seal"], extension_configs={"mkdocs_kb.seal": {"mark": MARK}}
    )


def test_a_page_is_sealed_once_and_clean_before_the_generator_sees_it(md):
    rendered = md.convert(TEXT)

    before, inside, after = unsealed(f"<article>{rendered}</article>", MARK)
    assert (before, after) == ("<article>", "</article>")
    assert "<b>two</b>" in inside
    assert not any(active in inside for active in ("onclick", "script", "</article>", "<!--"))


def test_the_list_of_headings_holds_words_and_no_seal(md):
    md.convert(TEXT)

    (one,) = md.toc_tokens
    assert (one["html"], one["data-toc-label"]) == ("One two", "")
    assert [each["html"] for each in one["children"]] == ["&lt;i&gt; &amp; three"]


@pytest.mark.parametrize(
    "page",
    ["x", f"<!--{MARK}-->x", f"x<!--/{MARK}-->", f"<!--/{MARK}-->x<!--{MARK}-->"]
    + [
        f"{more}<!--{MARK}-->x<!--/{MARK}-->{less}"
        for more, less in ((MARK, ""), ("", MARK), (f"<!--{MARK}-->", ""))
    ],
)
def test_a_page_without_one_whole_seal_is_not_opened(page):
    assert unsealed(page, MARK) is None


def test_each_page_has_a_seal_of_its_own(md):
    assert unsealed(md.convert("a"), MARK) == ("", "<p>a</p>", "")
    assert unsealed(md.reset().convert("b"), MARK) == ("", "<p>b</p>", "")
