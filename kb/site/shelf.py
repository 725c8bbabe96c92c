"""What one audience may read, and how it hangs together."""

import posixpath
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from kb.config import FeedbackSettings, PhaseSettings, ProjectSettings
from kb.model.article import Article, Audience, Confidence, Guide
from kb.model.bundle import Bundle
from kb.model.lesson import Lesson
from kb.model.portal import Page
from kb.model.prose import digest, fold, slug


@dataclass(frozen=True, slots=True, kw_only=True)
class Shelf:
    """The nouns of one audience; nothing narrower is on it. `offered` are articles not retired, most confirmed first."""

    audience: Audience
    project: ProjectSettings
    phases: PhaseSettings
    articles: tuple[Article, ...]
    offered: tuple[Article, ...]
    guides: tuple[Guide, ...]
    lessons: tuple[Lesson, ...]
    bundles: tuple[Bundle, ...]
    today: date
    feedback: FeedbackSettings
    reports: tuple[Page, ...] = ()

    @property
    def shows_incidents(self) -> bool:
        """Whether its readers may see which incidents stand behind a statement."""
        return self.audience in (Audience.INTERNAL, Audience.SUPPORT)


def fill(
    *,
    audience: Audience,
    project: ProjectSettings,
    phases: PhaseSettings,
    articles: Sequence[Article],
    guides: Sequence[Guide],
    lessons: Sequence[Lesson],
    bundles: Sequence[Bundle],
    today: date,
    feedback: FeedbackSettings,
    reports: Sequence[Page] = (),
) -> Shelf:
    """Keep what the audience may read, in an order that does not depend on the reading order."""
    readable = sorted((a for a in articles if audience.may_read(a.audience)), key=lambda a: a.path)
    return Shelf(
        audience=audience,
        project=project,
        phases=phases,
        articles=tuple(readable),
        offered=tuple(ranked(a for a in readable if a.confidence is not Confidence.ARCHIVED)),
        guides=tuple(sorted((g for g in guides if audience.may_read(g.audience)), key=lambda g: g.path)),
        lessons=tuple(sorted((n for n in lessons if audience.may_read(n.audience)), key=lambda n: n.path)),
        # Raw logs are for those who work on them, whatever their redaction promises.
        bundles=tuple(sorted(bundles, key=lambda b: b.name)) if audience.may_read(Audience.SUPPORT) else (),
        today=today,
        feedback=feedback,
        # they name incidents and articles of every audience
        reports=tuple(reports) if audience is Audience.INTERNAL else (),
    )


def ranked(articles: Iterable[Article]) -> list[Article]:
    """Order articles by how often they helped, then by name."""
    return sorted(articles, key=lambda a: (-len(a.evidence), fold(a.title), a.id))


def products(articles: Iterable[Article]) -> dict[str, list[Article]]:
    """Group articles by the first environment they name, largest group first; `""` for none, last."""
    groups: dict[str, list[Article]] = defaultdict(list)
    names: dict[str, Counter[str]] = defaultdict(Counter)
    for article in articles:
        name = article.environment[0] if article.environment else ""
        groups[product_path(name)].append(article)
        names[product_path(name)][name] += 1
    chosen = {path: min(counts, key=lambda name: (-counts[name], name)) for path, counts in names.items()}
    order = sorted(groups, key=lambda path: (chosen[path] == "", -len(groups[path]), chosen[path]))
    return {chosen[path]: groups[path] for path in order}


def product_path(name: str) -> str:
    """Give the path of a product's page, the same for spellings that differ in case and accents only."""
    if not name:
        return ""
    stem = slug(name)
    return f"products/{stem if stem not in ('page', 'index') else f'product-{digest(name)[:8]}'}.md"


def lesson_path(lesson: Lesson) -> str:
    """Give the path of a lesson's page: lessons stand beside `content/`, their pages below `lessons/`."""
    return f"lessons/{lesson.path}"


def guide_path(guide: Guide) -> str:
    """Give the path of a guide's page; a folder's `README.md` is its index, as MkDocs has it."""
    folder, name = posixpath.split(guide.path)
    return posixpath.join(folder, "index.md") if name == "README.md" else guide.path
