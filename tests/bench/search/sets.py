"""What is asked: two judged sets of others, and the sample project, each incident's own wording left out for its turn."""

import os
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random

from kb import config
from kb.flows.search_test import asked
from kb.model.article import Audience
from kb.model.search import Document
from kb.search.judged_set import read
from kb.search.judgements import parse
from tests.support.workspace import the_sample

OTHERS = {"workarena-kb": "bench-workarena-kb", "seamonkey-duplicates": "bench-seamonkey-duplicates"}
SEED = 20260901

_LETTERS = "abcdefghijklmnopqrstuvwxyz"


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A query, the grades of what answers it, what is said otherwise in its turn, and the document it is itself."""

    text: str
    relevant: Mapping[str, float]
    said: tuple[Document, ...] = ()
    itself: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Questions:
    """One set."""

    name: str
    documents: tuple[Document, ...]
    questions: tuple[Question, ...]


def everything() -> list[Questions]:
    """Give the sets that are there; `KB_SAMPLES` names the folder of those of others."""
    folder = os.environ.get("KB_SAMPLES")
    if not folder:
        print("KB_SAMPLES does not name the folder of real samples; asking the sample project only\n")
    found = [of_others(name, Path(folder) / place) for name, place in OTHERS.items()] if folder else []
    with tempfile.TemporaryDirectory() as workspace:
        return [*found, *of_the_sample(the_sample(Path(workspace)))]


def of_others(name: str, folder: Path) -> Questions:
    """Read a judged set."""
    judged = read(folder)
    for problem in judged.problems:
        print(problem)
    return Questions(
        name=name,
        documents=judged.documents,
        questions=tuple(
            Question(text=judged.queries[query], relevant=relevant, itself=query)
            for query, relevant in judged.judgements.items()
        ),
    )


def of_the_sample(folder: Path) -> tuple[Questions, Questions]:
    """Take the incidents' short descriptions, and what was written by hand with what is known not to be found."""
    gathered = asked(config.load(folder), Audience.SUPPORT)
    more = Path(__file__).with_name("unanswered.yml")
    known = {document.id for document in gathered.documents}
    unanswered = parse(more.read_text(encoding="utf-8"), path=more.name, known=known)
    cases = [*gathered.cases, *((judgement, ()) for judgement in unanswered)]
    return (
        Questions(
            name="sample, incidents",
            documents=gathered.documents,
            questions=tuple(
                Question(text=judgement.query, relevant=dict.fromkeys(judgement.finds, 1.0), said=said)
                for judgement, said in cases
                if not judgement.is_written
            ),
        ),
        Questions(
            name="sample, by hand",
            documents=gathered.documents,
            questions=tuple(
                Question(text=judgement.query, relevant=dict.fromkeys(judgement.finds, 1.0))
                for judgement, _ in cases
                if judgement.is_written
            ),
        ),
    )


def mistyped(questions: Questions) -> Questions:
    """Give the set with one typing error in each question, the same whenever it is made."""
    random = Random(SEED)
    return replace(
        questions,
        name=f"{questions.name}, one typing error",
        questions=tuple(replace(each, text=mistype(each.text, random)) for each in questions.questions),
    )


def mistype(text: str, random: Random) -> str:
    """Delete, insert, change or swap one letter in one word of four letters or more; without one nothing changes."""
    words = text.split(" ")
    places = [number for number, word in enumerate(words) if len(word) >= 4 and word.isalpha()]
    if not places:
        return text
    place = random.choice(places)
    words[place] = _mistyped(words[place], random)
    return " ".join(words)


def _mistyped(word: str, random: Random) -> str:
    at = random.randrange(len(word))
    other = random.choice([letter for letter in _LETTERS if letter != word[at].lower()])
    way = random.choice(("delete", "insert", "change", "swap"))
    if way == "swap":
        at = min(at, len(word) - 2)
        if word[at] != word[at + 1]:
            return word[:at] + word[at + 1] + word[at] + word[at + 2 :]
        way = "change"  # two equal letters change nothing
    if way == "delete":
        return word[:at] + word[at + 1 :]
    return word[:at] + other + word[at + (way == "change") :]


def in_turn(questions: Questions) -> Sequence[tuple[tuple[Document, ...], list[Question]]]:
    """Group questions by the documents they are asked in, for engines that must be filled anew."""
    whole = {document.id: document for document in questions.documents}
    turns = []
    together = []
    for each in questions.questions:
        said = {document.id: document for document in each.said if document != whole[document.id]}
        if said:
            turns.append((tuple((whole | said).values()), [each]))
        else:
            together.append(each)
    return [(questions.documents, together), *turns]
