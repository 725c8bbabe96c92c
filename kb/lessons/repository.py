"""The lessons of one `lessons/` folder; a lesson is known by its id, wherever its file lies."""

from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from kb.errors import InputError, KbError, StateError
from kb.io.markdown_files import read_all, shown
from kb.lessons import markdown
from kb.model.lesson import Lesson

_PROSE = frozenset({"index", "README"})  # pages about the lessons, not lessons


@dataclass(frozen=True, slots=True)
class LessonRepository:
    """Reads the files below `folder`; every `.md` but `index.md` and `README.md` is a lesson."""

    folder: Path

    def load(self) -> tuple[tuple[Lesson, ...], tuple[KbError, ...]]:
        """Give the lessons, sorted by path, and what is wrong: unreadable ones, and ids that stand twice."""
        lessons: list[Lesson] = []
        errors: list[KbError] = []
        first: dict[str, Lesson] = {}
        for file in read_all(self.folder):
            if PurePosixPath(file.path).stem in _PROSE:
                continue
            try:
                if file.error:
                    raise file.error
                lesson = markdown.parse(file.text, path=file.path, shown=file.shown)
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
