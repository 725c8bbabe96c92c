"""The lessons of one `lessons/` folder; a lesson is known by its id, wherever its file lies."""

import difflib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from kb.errors import ConfigError, InputError, KbError, StateError
from kb.io import frontmatter
from kb.io.files import read_text, write_if_changed
from kb.io.markdown_files import MarkdownFile, read_all, shown
from kb.lessons import markdown
from kb.model.lesson import Lesson

_PROSE = frozenset({"index", "README"})  # pages about the lessons, not lessons


@dataclass(frozen=True, slots=True)
class LessonRepository:
    """Reads and writes the files below `folder`; every `.md` but `index.md` and `README.md` is a lesson."""

    folder: Path

    def load(self) -> tuple[tuple[Lesson, ...], tuple[KbError, ...]]:
        """Give the lessons, sorted by path, and what is wrong: unreadable ones, and ids that stand twice."""
        lessons: list[Lesson] = []
        errors: list[KbError] = []
        first: dict[str, Lesson] = {}
        for file in read_all(self.folder):
            if not is_lesson(file.path):
                continue
            try:
                lesson = lesson_in(file)
            except InputError as error:
                errors.append(error)
                continue
            lessons.append(lesson)
            known = first.setdefault(lesson.id, lesson)
            if known is not lesson:
                errors.append(
                    StateError(
                        f"the id {lesson.id} is also in {shown(self.folder, known.path)}",
                        path=file.shown,
                        line=2,
                        hint="give the newer of the two another id",
                    )
                )
        return tuple(lessons), tuple(errors)

    def lessons(self) -> tuple[Lesson, ...]:
        """Give the lessons; raise the first error there is."""
        lessons, errors = self.load()
        if errors:
            raise errors[0]
        return lessons

    def get(self, wanted: str) -> Lesson:
        """
        Find one by its id, the beginning of its id (with or without `lesson-`), or its file's name or path.

        Raise ConfigError with near matches when there is none or more than one.
        """
        name = (
            PurePosixPath(wanted.strip().removeprefix(f"{self.folder.name}/")).as_posix().removesuffix(".md")
        )
        lessons, errors = self.load()
        exact = [each for each in lessons if name in (each.id, each.path.removesuffix(".md"))]
        found = exact or [
            each
            for each in lessons
            if name
            and (each.id.startswith((name, f"lesson-{name}")) or PurePosixPath(each.path).stem == name)
        ]
        if len(found) == 1:
            return found[0]
        for error in errors:
            if name in str(error.path):
                raise error
        if found:
            raise ConfigError(
                f"{wanted} is the beginning of {len(found)} lessons",
                hint=f"say which: {', '.join(each.id for each in found[:5])}",
            )
        near = difflib.get_close_matches(name, [each.id for each in lessons], n=3, cutoff=0.5)
        raise ConfigError(
            f"no lesson {wanted!r}", hint=f"did you mean {', '.join(near)}?" if near else "kb lessons list"
        )

    def text(self, lesson: Lesson) -> str:
        """Give a lesson's file as it stands."""
        return read_text(self._file(lesson.path))

    def create(self, lesson: Lesson) -> None:
        """Write a new lesson; raise StateError when its file already holds something else."""
        self.put(lesson, markdown.render(lesson))

    def put(self, lesson: Lesson, text: str) -> None:
        """Write a new lesson as somebody wrote it; raise StateError when its file already holds something else."""
        path = self._file(lesson.path)
        if path.exists() and read_text(path) != text:
            raise StateError(
                "already holds another text",
                path=shown(self.folder, lesson.path),
                hint="rename that file, or give its lesson back the id it had",
            )
        write_if_changed(path, text)

    def replace(self, lesson: Lesson, before: str) -> bool:
        """Put a lesson's new text in place of `before`; leave a file that says something else by now."""
        return self.rewrite(lesson, before, markdown.render(lesson))

    def rewrite(self, lesson: Lesson, before: str, after: str) -> bool:
        """Put the text `after` in place of `before`; leave a file that says something else by now."""
        path = self._file(lesson.path)
        if self.text(lesson) != before:
            return False
        return write_if_changed(path, after, mode=path.stat().st_mode & 0o777)

    def change(self, lesson: Lesson, fields: Mapping[str, object | None]) -> bool:
        """Change single fields of a lesson's file (None removes one) and leave every other byte; tell whether it changed."""
        text = changed(self.text(lesson), fields, path=shown(self.folder, lesson.path))
        path = self._file(lesson.path)
        return write_if_changed(path, text, mode=path.stat().st_mode & 0o777)

    def _file(self, lesson_path: str) -> Path:
        path = self.folder / lesson_path
        if path.is_symlink() or not path.resolve().is_relative_to(self.folder.resolve()):
            raise StateError(
                f"{lesson_path!r} leads out of {self.folder.name}/", hint="move the file into the folder"
            )
        return path


def changed(text: str, fields: Mapping[str, object | None], *, path: str) -> str:
    """Give a lesson's text with single fields changed; raise InputError where they cannot be changed in place."""
    return frontmatter.replace_fields(text, fields, path=path, order=markdown.ORDER)


def is_lesson(path: str) -> bool:
    """Whether a page of the folder is a lesson, and not about lessons."""
    return PurePosixPath(path).stem not in _PROSE


def lesson_in(file: MarkdownFile) -> Lesson:
    """Read a file as a lesson; raise InputError where it is none."""
    if file.error:
        raise file.error
    return markdown.parse(file.text, path=file.path, shown=file.shown)
