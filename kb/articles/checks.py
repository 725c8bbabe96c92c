"""The content standard: what `kb check` finds in articles and guides, with the line."""

import posixpath
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import cached_property
from urllib.parse import unquote

from kb.articles import links
from kb.articles.lifecycle import has_answer, review_due, why_not
from kb.articles.notes import repeated_notes
from kb.articles.sections import answers
from kb.errors import InputError
from kb.io import frontmatter
from kb.model.article import Article, Audience, Confidence, Finding, Guide
from kb.model.incident import IncidentRef, RedactedIncident
from kb.model.prose import slug
from kb.model.receipt import holds

TITLE_LENGTH = 65

RULES: Mapping[str, tuple[str, str]] = {
    "KB001": (
        "error",
        "The page can be read: its front matter is plain YAML and its fields have known values.",
    ),
    "KB101": ("warning", f"The title names issue and environment in at most {TITLE_LENGTH} characters."),
    "KB102": ("error", "An article that is not work in progress has a resolution or a workaround."),
    "KB103": ("error", "Every incident named as evidence is in the ledger."),
    "KB104": ("error", "Every footnote is a receipt of the front matter or is explained in the text."),
    "KB105": ("error", "Every receipt holds: its incident still says what was quoted."),
    "KB106": ("error", "Links between pages lead to a page, a file or a heading that exists."),
    "KB107": ("error", "Every image has an alternative text."),
    "KB108": ("error", "No two articles have the same id."),
    "KB109": ("warning", "The article was reviewed within its review interval."),
    "KB110": ("warning", "Every receipt of the front matter is used in the text."),
    "KB111": ("error", "An article shown to users or the public is validated and quotes no internal note."),
    "KB112": ("error", "An article shown to users or the public repeats no passage of an internal note."),
    "KB201": ("error", "No file that Git would take holds personal data or a secret."),
    "KB202": ("error", "No file that Git would take names somebody whom the project's list of people hides."),
    "KB203": ("error", "No file that Git would take is a raw export."),
    "KB204": ("error", "No file that Git would take is too large to be looked into."),
}
"""Code → severity and the rule in one sentence, as the manual prints them."""


class _Page:
    """One page's text with what the rules ask of it, worked out once."""

    def __init__(self, path: str, text: str) -> None:
        self.path = path
        self.text = text
        try:
            _, body, self.body_line = frontmatter.split(text)
        except InputError:
            body, self.body_line = text, 1
        self.body = body.replace("\r\n", "\n")

    def field_line(self, *where: str | int) -> int:
        return self._places.line(*where)

    def body_position_line(self, position: int) -> int:
        return self.body_line + self.body.count("\n", 0, position)

    def evidence_line(self, ref: IncidentRef) -> int:
        number = self._evidence.get(str(ref))
        return self.field_line("evidence", *(() if number is None else (number,)))

    @cached_property
    def _places(self) -> frontmatter.Places:
        return frontmatter.Places(self.text)

    @cached_property
    def _evidence(self) -> Mapping[str, int]:
        listed = frontmatter.parse(self.text)[0].get("evidence", "")
        return {str(value): number for number, value in enumerate(listed)} if isinstance(listed, list) else {}

    @cached_property
    def links(self) -> tuple[links.Link, ...]:
        return tuple(links.links(self.body))

    @cached_property
    def anchors(self) -> frozenset[str]:
        return links.anchors(self.body)


def check(
    articles: Sequence[Article],
    guides: Sequence[Guide],
    lessons_paths: Iterable[str] = (),
    *,
    ledger: Mapping[IncidentRef, RedactedIncident],
    files: frozenset[str],
    texts: Mapping[str, str],
    today: date,
    folder: str = "content",
) -> tuple[Finding, ...]:
    """
    Hold every page against the rules, sorted by path and line.

    Paths are relative to `content/`: `texts` maps them to whole pages, `files` are all that a link may
    name, `lessons_paths` the pages made of lessons. Findings name `folder` in front of the path.
    """
    pages = {path: _Page(path, text) for path, text in texts.items()}
    known = files | frozenset(texts) | frozenset(lessons_paths)
    found: list[Finding] = []

    def add(code: str, path: str, line: int, message: str) -> None:
        severity = RULES[code][0]
        found.append(
            Finding(path=f"{folder}/{path}", line=line, code=code, message=message, severity=severity)
        )

    for article in articles:
        page = pages.get(article.path) or _Page(article.path, article.body)
        for rule in (_title, _answer, _evidence, _footnotes, _receipts, _review, _audience, _notes):
            for code, line, message in rule(article, page, ledger, today):
                add(code, article.path, line, message)
    for path, line, message in _duplicates(articles, pages):
        add("KB108", path, line, message)
    for path in sorted({article.path for article in articles} | {guide.path for guide in guides}):
        if path in pages:
            for code, line, message in _links(pages[path], pages, known):
                add(code, path, line, message)
    return tuple(
        sorted(found, key=lambda finding: (finding.path, finding.line, finding.code, finding.message))
    )


_Found = Iterator[tuple[str, int, str]]
_Ledger = Mapping[IncidentRef, RedactedIncident]


def _title(article: Article, page: _Page, _ledger: _Ledger, _today: date) -> _Found:
    line = page.field_line("title")
    if not article.title.strip():
        yield "KB101", line, "the title is missing: name the issue and the environment"
        return
    if len(article.title) > TITLE_LENGTH:
        yield "KB101", line, f"the title has {len(article.title)} characters, more than {TITLE_LENGTH}"
    words = set(slug(article.title, limit=10_000).split("-"))
    named = any(set(slug(name).split("-")) <= words for name in article.environment)
    if not article.environment:
        yield "KB101", line, "no environment is given: name the product it happens in"
    elif not named:
        yield "KB101", line, f"the title does not name its environment ({', '.join(article.environment)})"


def _answer(article: Article, page: _Page, _ledger: _Ledger, _today: date) -> _Found:
    if article.confidence in (Confidence.WIP, Confidence.ARCHIVED) or has_answer(article):
        return
    empty = answers(page.body)
    line = page.body_line + empty[0].line - 1 if empty else page.body_line
    yield "KB102", line, f"there is no resolution, yet its confidence is {article.confidence.value}"


def _evidence(article: Article, page: _Page, ledger: _Ledger, _today: date) -> _Found:
    for ref in article.evidence:
        if ref not in ledger:
            yield "KB103", page.evidence_line(ref), f"{ref} is not in the ledger"


def _footnotes(article: Article, page: _Page, _ledger: _Ledger, _today: date) -> _Found:
    used, defined = links.footnotes(page.body)
    labels = [receipt.label for receipt in article.receipts]
    for label, position in used.items():
        if label not in labels and label not in defined:
            line = page.body_position_line(position)
            yield "KB104", line, f"the footnote {label} is no receipt and is not explained"
    for number, label in enumerate(labels):
        if label not in used:
            line = page.field_line("receipts", number)
            yield "KB110", line, f"the receipt {label} is not used in the text: remove it, or cite it"


def _receipts(article: Article, page: _Page, ledger: _Ledger, _today: date) -> _Found:
    for number, receipt in enumerate(article.receipts):
        incident = ledger.get(receipt.ref)
        if incident is not None and holds(receipt, incident):
            continue
        what = "is not in the ledger" if incident is None else f"no longer says so in its {receipt.field}"
        yield (
            "KB105",
            page.field_line("receipts", number),
            f"{receipt.label} does not hold: {receipt.ref} {what}",
        )


def _review(article: Article, page: _Page, _ledger: _Ledger, today: date) -> _Found:
    due = review_due(article)
    if due is not None and due < today:
        line = page.field_line("last_reviewed_on" if article.last_reviewed_on else "review_in")
        yield "KB109", line, f"the review was due on {due.isoformat()}"


def _audience(article: Article, page: _Page, _ledger: _Ledger, _today: date) -> _Found:
    # a retired article was validated once; its page stays for those who have the address
    retired = article.confidence is Confidence.ARCHIVED
    confidence = Confidence.VALIDATED if retired else article.confidence
    reason = why_not(article, confidence, article.audience)
    if reason:
        yield "KB111", page.field_line("audience"), f"it is for {article.audience.value}, but {reason}"


def _notes(article: Article, page: _Page, ledger: _Ledger, _today: date) -> _Found:
    if article.audience.width < Audience.USERS.width:
        return
    for line, ref in repeated_notes(page.text, article, ledger):
        yield (
            "KB112",
            line,
            f"it repeats an internal note of {ref}, which {article.audience.value} must not read",
        )


def _duplicates(articles: Sequence[Article], pages: Mapping[str, _Page]) -> Iterator[tuple[str, int, str]]:
    first: dict[str, Article] = {}
    for article in sorted(articles, key=lambda article: article.path):
        known = first.setdefault(article.id, article)
        if known is not article:
            line = pages[article.path].field_line("id") if article.path in pages else 1
            yield article.path, line, f"{article.id} is also the id of {known.path}"


def _links(page: _Page, pages: Mapping[str, _Page], known: frozenset[str]) -> _Found:
    for link in page.links:
        if link.image and not link.label:
            yield "KB107", page.body_position_line(link.start), "the image has no alternative text"
        problem = _broken(link.target, page, pages, known)
        if problem:
            yield "KB106", page.body_position_line(link.start), problem


def _broken(target: str, page: _Page, pages: Mapping[str, _Page], known: frozenset[str]) -> str:
    """Say what is wrong with a link, "" when nothing is or when it leaves the content."""
    address, _, anchor = target.partition("#")
    address = unquote(address.partition("?")[0])
    if ":" in address.partition("/")[0] or target.startswith("/"):
        return ""  # a scheme, another host, or the site's own root
    path = page.path
    if address:
        path = posixpath.normpath(posixpath.join(posixpath.dirname(page.path), address))
        if path not in known:
            return f"the link {target} leads nowhere" + _meant(path, known)
    elif not anchor:
        return ""
    anchor = unquote(anchor)
    if not anchor or anchor.startswith(("fn:", "fnref")) or path not in pages:
        return ""
    if anchor in pages[path].anchors:
        return ""
    return f"{path} has no heading #{anchor}"


def _meant(path: str, known: frozenset[str]) -> str:
    """Name the page that was probably meant: the same file elsewhere, or the page of a folder."""
    name = posixpath.basename(path)
    near = sorted(other for other in known if posixpath.basename(other) in (name, f"{name}.md"))
    return f": did you mean {near[0]}?" if near else ""
