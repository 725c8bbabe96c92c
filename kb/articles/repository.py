"""The articles and guides of one `content/` folder; an article is known by its id, wherever its file lies."""

import difflib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from kb.articles import markdown
from kb.errors import ConfigError, InputError, KbError, StateError
from kb.io import frontmatter
from kb.io.fields import Fields
from kb.io.files import read_text, write_if_changed
from kb.io.markdown_files import MarkdownFile, read_all, read_one, shown
from kb.model.article import Article, Confidence, Guide

_PREFIX = "kb-"


@dataclass(frozen=True, slots=True, kw_only=True)
class Contents:
    """
    Everything in the folder, read once.

    `texts` maps each readable page's path to its whole text; `errors` are the files that cannot be read.
    """

    articles: tuple[Article, ...]
    guides: tuple[Guide, ...]
    texts: Mapping[str, str]
    errors: tuple[KbError, ...]


@dataclass(frozen=True, slots=True)
class ArticleRepository:
    """Reads and changes the files below `folder`; an article is a file whose front matter has an id `kb-…`."""

    folder: Path

    def read(self) -> Contents:
        """Read every page; a file that cannot be read is an error beside the others, not the end."""
        articles: list[Article] = []
        guides: list[Guide] = []
        texts: dict[str, str] = {}
        errors: list[KbError] = []
        for file in read_all(self.folder):
            try:
                page = page_in(file)
            except InputError as error:
                errors.append(error)
                continue
            texts[file.path] = file.text
            if isinstance(page, Article):
                articles.append(page)
            else:
                guides.append(page)
        return Contents(articles=tuple(articles), guides=tuple(guides), texts=texts, errors=tuple(errors))

    def load(self) -> tuple[tuple[Article, ...], tuple[KbError, ...]]:
        """Give the articles, sorted by path, and what is wrong: unreadable ones, and ids that stand twice."""
        articles: list[Article] = []
        errors: list[KbError] = []
        for file in read_all(self.folder):
            try:
                article = article_in(file)
            except InputError as error:
                errors.append(error)
                continue
            if article:
                articles.append(article)
        return tuple(articles), (*errors, *self._duplicates(articles))

    def everything(self) -> tuple[tuple[Article, ...], tuple[Guide, ...]]:
        """Give the articles and the guides, read once; raise the first error there is."""
        contents = self.read()
        for error in (*contents.errors, *self._duplicates(contents.articles)):
            raise error
        return contents.articles, contents.guides

    def page(self, path: str) -> Article | Guide:
        """Read one page; raise InputError where it cannot be read."""
        return page_in(read_one(self.folder, path))

    def guides(self) -> tuple[tuple[Guide, ...], tuple[KbError, ...]]:
        """Give every page that is not an article, sorted by path, and the ones that cannot be read."""
        contents = self.read()
        return contents.guides, contents.errors

    def articles(self) -> tuple[Article, ...]:
        """Give the articles; raise the first error there is."""
        articles, errors = self.load()
        if errors:
            raise errors[0]
        return articles

    def get(self, wanted: str) -> Article:
        """
        Find one by its id, the beginning of its id (with or without `kb-`), or its file's name or path.

        Raise ConfigError with near matches when there is none or more than one, StateError when two
        files have the id.
        """
        name = PurePosixPath(wanted.strip().replace("\\", "/")).as_posix()
        parts = name.removeprefix(f"{self.folder.name}/").removesuffix(".md")
        found: dict[str, Article] = {}
        broken: list[InputError] = []
        for file in read_all(self.folder):
            if parts not in file.path and parts not in file.text:
                continue  # neither its id nor its name can match
            try:
                article = article_in(file)
            except InputError as error:
                if _is_named(file.path, parts) or file.path.endswith(f"{parts}.md"):
                    broken.append(error)
                continue
            if article:
                found[file.path] = article
        matches = _matching(found, parts)
        if len(matches) == 1:
            return matches[0]
        if not matches and broken:
            raise broken[0]
        if not matches:
            raise self._unknown(wanted)
        duplicates = self._duplicates(matches)
        if duplicates:
            raise duplicates[0]
        raise ConfigError(
            f"{wanted!r} names {len(matches)} articles",
            hint=f"say which: {', '.join(article.id for article in matches[:5])}",
        )

    def create(self, article: Article) -> Path:
        """Write a new article; raise StateError when its file already holds something else."""
        path = self._file(article.path)
        text = markdown.render(article)
        markdown.parse(text, path=article.path, shown=shown(self.folder, article.path))
        if path.exists() and read_text(path) != text:
            raise StateError(
                "already holds another text",
                path=shown(self.folder, article.path),
                hint="rename that file, or give its article another id",
            )
        write_if_changed(path, text)
        return path

    def update(self, article_id: str, changes: Mapping[str, object]) -> bool:
        """Change front-matter fields of one article (None removes one) and tell whether the file changed."""
        return self._write(self.get(article_id).path, changes)

    def save(self, path: str, text: str) -> bool:
        """Write a page's whole new text, which must be readable, and tell whether the file changed."""
        file = self._file(path)
        markdown.parse(text, path=path, shown=shown(self.folder, path))
        return write_if_changed(file, text, mode=file.stat().st_mode & 0o777)

    def put(self, path: str, text: str) -> bool:
        """Write a page's whole new text, whether there is one already or not, and tell whether it changed."""
        if self._file(path).exists():
            return self.save(path, text)
        markdown.parse(text, path=path, shown=shown(self.folder, path))
        return write_if_changed(self._file(path), text)

    def text(self, path: str) -> str:
        """Give a page's whole text."""
        return read_text(self._file(path))

    def remove(self, path: str) -> None:
        """Delete a page."""
        self._file(path).unlink(missing_ok=True)

    def move(self, path: str, new: str) -> None:
        """Give a page another path; raise StateError where something stands there already."""
        file, target = self._file(path), self._file(new)
        if target.exists():
            raise StateError("is there already", path=shown(self.folder, new), hint="rename one of the two")
        file.rename(target)

    def grow(self, article: Article) -> bool:
        """
        Write what a harvest adds to a known article: evidence, recurrence, redactions, wordings, codes, flags.

        Nothing else of the file changes, and nothing at all when it already says so. Only an article that is
        drafted anew, because nobody had touched its text, gets another body.
        """
        current = self._current(article)
        changes: dict[str, object] = {}
        if current.evidence != article.evidence:
            changes["evidence"] = [str(ref) for ref in article.evidence]
        if markdown.recurrence(current) != markdown.recurrence(article):
            changes["recurrence"] = markdown.recurrence(article)
        if current.redactions != article.redactions:
            changes["redactions"] = dict(article.redactions) or None
        for name in ("also_asked_as", "error_codes", "flagged"):
            if getattr(current, name) != getattr(article, name):
                changes[name] = getattr(article, name)
        if current.confidence is Confidence.WIP and article.confidence is not Confidence.WIP:
            return self._redraft(current.path, article, changes)
        return self._write(current.path, changes) if changes else False

    def _current(self, article: Article) -> Article:
        """Read the article anew: from where it was, else from wherever its id is now."""
        path = self._file(article.path)
        if path.is_file():
            file = MarkdownFile(article.path, shown(self.folder, article.path), read_text(path))
            here = article_in(file)
            if here and here.id == article.id:
                return here
        return self.get(article.id)

    def _redraft(self, path: str, article: Article, changes: dict[str, object]) -> bool:
        text = self.text(path)
        changes |= {
            "confidence": article.confidence.value,
            "receipts": [markdown.receipt_values(receipt) for receipt in article.receipts] or None,
        }
        text = frontmatter.replace_fields(text, changes, path=path, order=markdown.ORDER)
        _, body, _ = frontmatter.split(text)
        made = article.body.replace("\n", "\r\n") if "\r\n" in body else article.body
        lead = body[: len(body) - len(body.lstrip())]
        return self.save(path, f"{text[: len(text) - len(body)]}{lead}{made}")

    def _write(self, article_path: str, changes: Mapping[str, object]) -> bool:
        path, name = self._file(article_path), shown(self.folder, article_path)
        text = read_text(path)
        changed = frontmatter.replace_fields(text, changes, path=name, order=markdown.ORDER)
        if changed == text:
            return False
        markdown.parse(changed, path=article_path, shown=name)  # never leave one that cannot be read
        return write_if_changed(path, changed, mode=path.stat().st_mode & 0o777)

    def _file(self, article_path: str) -> Path:
        """Give the file of a path in the folder; raise StateError for one that leads out of it."""
        path = self.folder / article_path
        inside = path.resolve().is_relative_to(self.folder.resolve())
        if not inside or path.suffix != ".md" or path.is_symlink():
            raise StateError(
                f"{article_path!r} is not a page in {self.folder.name}/",
                hint="give a path as faq/vpn-drops-kb-02eca943.md",
            )
        return path

    def _duplicates(self, articles: Sequence[Article]) -> list[KbError]:
        by_id: dict[str, list[Article]] = {}
        for article in articles:
            by_id.setdefault(article.id, []).append(article)
        return [
            StateError(
                f"the id {id_} is also in {shown(self.folder, others[0].path)}",
                path=shown(self.folder, others[1].path),
                line=2,
                hint="give the newer of the two another id",
            )
            for id_, others in by_id.items()
            if len(others) > 1
        ]

    def _unknown(self, wanted: str) -> ConfigError:
        articles, _ = self.load()
        known = {name: article.id for article in articles for name in (article.id, _stem(article.path))}
        near = difflib.get_close_matches(wanted, known, n=3, cutoff=0.5)
        ids = list(dict.fromkeys(known[name] for name in near))
        hint = f"did you mean {', '.join(ids)}?" if ids else "see all with: kb list"
        return ConfigError(f"no article {wanted!r}", hint=hint)


def page_in(file: MarkdownFile) -> Article | Guide:
    """Read a file as an article or a guide; raise InputError where it is neither."""
    if file.error:
        raise file.error
    fields, body = Fields.read(file.text, path=file.shown)
    if _is_article(fields):
        return markdown.article_of(fields, body, file.path)
    return markdown.guide_of(fields, body, file.path)


def article_in(file: MarkdownFile) -> Article | None:
    """Read a file when it is an article; a broken front matter is an error only where an id `kb-` may be."""
    if file.error:
        raise file.error
    front, _, _ = frontmatter.split(file.text, path=file.shown)
    if _PREFIX not in front:
        return None
    fields, body = Fields.read(file.text, path=file.shown)
    return markdown.article_of(fields, body, file.path) if _is_article(fields) else None


def _is_article(fields: Fields) -> bool:
    id_ = fields.values.get("id")
    return isinstance(id_, str) and id_.startswith(_PREFIX)


def _matching(found: Mapping[str, Article], name: str) -> list[Article]:
    """Keep the best kind of match: the id itself, the file, what it was before, an id's beginning, a former one's."""
    articles = list(found.values())
    for match in (
        [article for article in articles if article.id in (name, _PREFIX + name)],
        [article for article in articles if _is_named(article.path, name)],
        [article for article in articles if _was_called(article, name)],
        [article for article in articles if _begins(article.id, name)],
        [
            article
            for article in articles
            if any(alias.startswith(_PREFIX) and _begins(alias, name) for alias in article.aliases)
        ],
    ):
        if match:
            return match
    return []


def _is_named(path: str, name: str) -> bool:
    return path == f"{name}.md" or _stem(path) == name


def _was_called(article: Article, name: str) -> bool:
    """Whether an article answered to a name before, as one does that another was merged into."""
    return any(alias in (name, _PREFIX + name) or _is_named(alias, name) for alias in article.aliases)


def _begins(id_: str, name: str) -> bool:
    return len(name) > 3 and id_.startswith((name, _PREFIX + name))


def _stem(path: str) -> str:
    return PurePosixPath(path).stem
