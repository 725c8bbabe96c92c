"""Rules on how an article reads: its length, how plain its words are, and whether its steps say what to do."""

import re
from datetime import date

from kb.articles.links import without_code
from kb.articles.sections import answers
from kb.articles.standard.page import Found, PageText, Records
from kb.articles.standard.rules import EASE, LONGEST
from kb.model.article import Article, Confidence
from kb.model.prose import fold, sentences

FEWEST = 60
"""Words a text needs before its reading ease says anything."""

_NOTE = re.compile(r"^[ ]{0,3}\[\^[^\]\s]{1,99}\]:[^\n]*(?:\n[ \t]+[^\n]*)*", re.MULTILINE)
_MARK = re.compile(r"\[\^[^\]\s]{1,99}\]")
_LINK = re.compile(r"!?\[([^\]\n]{0,300})\]\([^()\n]{0,500}\)")
_ADDRESS = re.compile(r"https?://\S{1,2000}")
_SIGNS = re.compile(r"^[ \t>]*(?:[-*+]|\d{1,3}[.)]|#{1,6}|!!!|\|)[ \t]*|[*_`|\\]", re.MULTILINE)
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_STEP = re.compile(r"[ \t]{0,12}\d{1,3}[.)][ \t]+(\S.*)")
_VOWELS = re.compile(r"[aeiouy]+")
_PASSIVE = re.compile(
    r"(?:the|a|an|this|these|all|your|each|any|it|its)\b[^.:;,\n]{0,60}?\b(?:is|are|was|were|be|been|gets?|got)"
    r"(?: (?:to be|being|been|then|now|also|not|automatically))?(?: \w{2,12}ly)? "
    r"(?:\w{2,20}ed|set|sent|done|made|given|taken|shown|chosen|written|found|run|put|built|reset)\b"
)


def length(article: Article, page: PageText, _records: Records, _today: date) -> Found:
    """Yield a text that is longer than a page."""
    count = len(_WORD.findall(prose(page.body)))
    if count > LONGEST:
        yield "KB115", page.body_line, f"{article.id} has {count} words, more than {LONGEST}"


def ease(article: Article, page: PageText, _records: Records, _today: date) -> Found:
    """Yield a text that only specialists read with ease."""
    value = reading_ease(prose(page.body))
    if value is not None and value < EASE and article.confidence is not Confidence.ARCHIVED:
        yield "KB116", page.body_line, f"its reading ease is {value:.0f}, below {EASE:.0f}: shorten sentences"


def steps(_article: Article, page: PageText, _records: Records, _today: date) -> Found:
    """Yield steps that say what is done instead of what to do."""
    lines = without_code(page.body).split("\n")
    for part in answers(page.body):
        for number in range(part.line, min(len(lines), part.line + part.text.count("\n") + 4)):
            if lines[number].startswith(("# ", "## ")):
                break
            step = _STEP.match(lines[number])
            if step and _PASSIVE.match(fold(_MARK.sub("", step[1]))):
                yield "KB117", page.body_line + number, "the step does not say what to do: begin with a verb"


def reading_ease(text: str) -> float | None:
    """
    Give the Flesch reading ease, 206.835 - 1.015 words/sentence - 84.6 syllables/word; None for a short text.

    R. Flesch, A new readability yardstick, Journal of Applied Psychology 32 (1948). It is made for English.
    """
    told = [words for line in text.split("\n") for each in sentences(line) if (words := _WORD.findall(each))]
    words = [word for each in told for word in each]
    if len(words) < FEWEST:
        return None
    syllables = sum(_syllables(word) for word in words)
    return 206.835 - 1.015 * len(words) / len(told) - 84.6 * syllables / len(words)


def prose(body: str) -> str:
    """Leave a body's words: without code, footnotes, addresses and Markdown's signs."""
    text = _NOTE.sub("", without_code(body))
    text = _MARK.sub("", _LINK.sub(r"\1", text))
    return _SIGNS.sub("", _ADDRESS.sub("", text))


def _syllables(word: str) -> int:
    """Count groups of vowels, without a silent e at the end."""
    plain = fold(word)
    count = len(_VOWELS.findall(plain))
    silent = plain.endswith("e") and not plain.endswith(("le", "ee", "ie")) and count > 1
    return max(1, count - silent)
