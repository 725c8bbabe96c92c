"""The knowledge base as Git held it: its articles, guides, lessons and synonyms at each commit."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from types import TracebackType
from typing import Self

from kb.articles import repository as articles
from kb.config import Settings
from kb.errors import InputError, StateError
from kb.flows.synonyms import FILE
from kb.io.git import Repository
from kb.io.history import History, Moment, history
from kb.io.markdown_files import MarkdownFile, is_page
from kb.lessons import repository as lessons
from kb.model.article import Article, Guide
from kb.model.lesson import Lesson

Page = Article | Guide | Lesson


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """
    What stood at one commit, sorted by path; `synonyms` is the text of the project's own, "" for none.

    `unreadable` are pages that no command could have read then; they are left out. `blobs` maps each page's path,
    from the workspace, to the name of its bytes: two pages of one blob and path are the same.
    """

    commit: str
    at: datetime
    articles: tuple[Article, ...]
    guides: tuple[Guide, ...]
    lessons: tuple[Lesson, ...]
    synonyms: str
    unreadable: tuple[str, ...]
    blobs: Mapping[str, str]


class Past:
    """
    Opens what Git holds of a workspace: `with Past(settings) as past`; each text is read and parsed once.

    Without Git, without a commit or with a cut clone it says so in `remarks` and tells what it can.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._synonyms_path = f"{settings.content.name}/{FILE}"
        self._repository: Repository | None = None
        self._history = History()
        self._pages: dict[tuple[str, str], Page | None] = {}
        self.remarks: tuple[str, ...] = ()

    def __enter__(self) -> Self:
        try:
            self._repository = Repository.find(self._settings.root)
        except StateError as error:
            self.remarks = (f"what stood when is not known: {error.problem}",)
            return self
        if self._repository is None:
            self.remarks = ("what stood when is not known: the workspace is not in a Git repository",)
            return self
        folders = (self._settings.content, self._settings.lessons)
        self._history = history(self._repository, self._settings.root, folders)
        self.remarks = tuple(_remarks(self._history))
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._repository:
            self._repository.__exit__(kind, error, trace)

    @property
    def is_cut(self) -> bool:
        """Whether the clone is shallow."""
        return self._history.is_cut

    @property
    def moments(self) -> tuple[Moment, ...]:
        """The commits that changed something, oldest first."""
        return self._history.moments

    def states(self) -> Iterator[Held]:
        """Give what stood at each commit, oldest first."""
        for moment, files in self._history.files():
            yield self.held(moment, files)

    def files(self) -> Iterator[tuple[Moment, Mapping[str, str]]]:
        """Give the files of each commit without reading them, path → blob; `held` reads those that are wanted."""
        return self._history.files()

    def held(self, moment: Moment, files: Mapping[str, str]) -> Held:
        """Read what stood at one commit."""
        paths = sorted(path for path in files if self._is_page(path))
        pages = {path: self._page(path, files[path]) for path in paths}
        return Held(
            commit=moment.commit,
            at=moment.at,
            articles=tuple(page for page in pages.values() if isinstance(page, Article)),
            guides=tuple(page for page in pages.values() if isinstance(page, Guide)),
            lessons=tuple(page for page in pages.values() if isinstance(page, Lesson)),
            synonyms=self._synonyms(files.get(self._synonyms_path, "")),
            unreadable=tuple(path for path, page in pages.items() if page is None),
            blobs={path: files[path] for path in paths},
        )

    def articles(self) -> Iterator[tuple[Moment, Article]]:
        """Give each article each time its text changed, oldest first."""
        for moment in self.moments:
            for path, blob in sorted(moment.changes.items()):
                page = self._page(path, blob) if blob and self._is_page(path) else None
                if isinstance(page, Article):
                    yield moment, page

    def _is_page(self, path: str) -> bool:
        folder, _, rest = path.partition("/")
        if not is_page(rest):
            return False
        return folder == self._settings.content.name or lessons.is_lesson(rest)

    def _page(self, path: str, blob: str) -> Page | None:
        key = (path, blob)
        if key not in self._pages:
            self._pages[key] = self._parse(path, blob)
        return self._pages[key]

    def _parse(self, path: str, blob: str) -> Page | None:
        folder, _, rest = path.partition("/")
        try:
            file = MarkdownFile(rest, path, self._text(blob))
            if folder == self._settings.content.name:
                return articles.page_in(file)
            return lessons.lesson_in(file)
        except InputError:
            return None

    def _synonyms(self, blob: str) -> str:
        try:
            return self._text(blob) if blob else ""
        except InputError:
            return ""

    def _text(self, blob: str) -> str:
        assert self._repository is not None
        try:
            return self._repository.content(blob).decode()
        except UnicodeDecodeError as error:
            raise InputError("not UTF-8", path=blob) from error


def _remarks(told: History) -> Iterator[str]:
    if not told.moments:
        yield "what stood when is not known: Git holds no commit of articles yet"
    if told.is_cut:
        yield (
            "this clone is shallow: what stood before its first commit is not known, and what that commit holds"
            " may be older (git fetch --unshallow)"
        )
    for moment in told.moments:
        if moment.is_behind:
            yield (
                f"the clock of commit {moment.commit[:10]} was behind that of a commit before it"
                f" ({_said(moment.told)}); it counts as made on {_said(moment.at)}"
            )


def _said(at: datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M}"
