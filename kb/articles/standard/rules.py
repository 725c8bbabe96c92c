"""Every rule of `kb check`: its code, how severe it is, what it asks, why, and how to mend what it finds."""

from collections.abc import Mapping
from typing import NamedTuple

TITLE_LENGTH = 65
"""Characters that a search result and a phone show of a title."""
LONGEST = 500
"""Words of an article: a printed page."""
EASE = 30.0
"""Flesch reading ease below which a text is for specialists; 60 to 70 is plain English (Flesch, 1948)."""


class Rule(NamedTuple):
    """
    One rule. `guards` says that it protects people: it can be neither switched off nor made milder.

    `by_default` is `error` or `warning`; `asks` says what holds where all is well.
    """

    by_default: str
    asks: str
    why: str
    mend: str
    guards: bool = False


RULES: Mapping[str, Rule] = {
    "KB001": Rule(
        "error",
        "The page can be read: its front matter is plain YAML and its fields have known values.",
        "What cannot be read is in no list, no search and no site.",
        "Correct the line that is named; `kb schema` gives editors what may stand there.",
    ),
    "KB101": Rule(
        "warning",
        f"The title names issue and environment in at most {TITLE_LENGTH} characters.",
        "The title is what people choose by in a list of results.",
        "Write it as “Offer letter is blank – Workday Recruiting”; name the product in `environment` as well.",
    ),
    "KB102": Rule(
        "error",
        "An article that is not work in progress has a resolution or a workaround.",
        "A reader who finds the right page and no answer does not come back.",
        "Write what restored service under `## Resolution` or `## Workaround`, or set its confidence to wip.",
    ),
    "KB103": Rule(
        "error",
        "Every incident named as evidence is in the ledger.",
        "Evidence that is nowhere proves nothing, and search cannot be tested with it.",
        "Harvest its export again, correct the number, or take it away: `kb unlink INCIDENT ID`.",
    ),
    "KB104": Rule(
        "error",
        "Every footnote is a receipt of the front matter or is explained in the text.",
        "A mark that leads nowhere looks like a proof and is none.",
        "Write `[^label]: …` at the end of the page, or take the mark away.",
    ),
    "KB105": Rule(
        "error",
        "Every receipt holds: its incident still says what was quoted.",
        "A receipt is worth what it proves: the record says this, word for word.",
        "Look at the incident; correct the statement, then take the receipt away in text and front matter.",
    ),
    "KB106": Rule(
        "error",
        "Links between pages lead to a page, a file or a heading that exists.",
        "A dead link is a reader lost.",
        "Correct the link; for a page that was renamed or merged `kb show OLD-NAME` says where it is now.",
    ),
    "KB107": Rule(
        "error",
        "Every image has an alternative text.",
        "Who cannot see it, and every search, knows an image by its words.",
        "Write what the picture tells between the brackets: `![The Publish button](publish.png)`.",
    ),
    "KB108": Rule(
        "error",
        "No two articles have the same id.",
        "Links, evidence and commands know an article by its id.",
        "Give the newer one another id.",
    ),
    "KB109": Rule(
        "warning",
        "The article was reviewed within its review interval.",
        "Products change; an answer nobody has looked at for long may be wrong by now.",
        "Look at it, then say so: `kb reviewed ID`.",
    ),
    "KB110": Rule(
        "warning",
        "Every receipt of the front matter is used in the text.",
        "A receipt without a statement is left from a sentence that somebody removed.",
        "Remove it from the front matter, or cite it.",
    ),
    "KB111": Rule(
        "error",
        "An article shown to users or the public is validated and quotes no internal note.",
        "Work notes are written for colleagues.",
        "Promote it with `kb promote`, which says what is missing; or narrow its audience.",
        guards=True,
    ),
    "KB112": Rule(
        "error",
        "An article shown to users or the public repeats no passage of an internal note.",
        "Taking the receipt away does not make a work note public.",
        "Say it in your own words.",
        guards=True,
    ),
    "KB113": Rule(
        "warning",
        "Every statement has a receipt, or is marked as somebody's own words.",
        "A reader must be able to tell what incidents prove from what a colleague adds.",
        "`kb check --mark` marks them; `kb edit` and `kb new` do so by themselves.",
    ),
    "KB114": Rule(
        "warning",
        "No article is flagged.",
        "An incident says that the article may be wrong.",
        "Look at the incident that is named; correct the article, or say that it is right: `kb reviewed ID`.",
    ),
    "KB115": Rule(
        "warning",
        f"An article is a page or less: at most {LONGEST} words.",
        "People read a page; what is longer they search again.",
        "Split it by problem: `kb split`; move background to a guide and link it.",
    ),
    "KB116": Rule(
        "warning",
        f"Its words are plain: a Flesch reading ease of {EASE:.0f} or more (English pages).",
        "Readers are in a hurry, and many read in their second language.",
        "Shorten sentences, and take the everyday word.",
    ),
    "KB117": Rule(
        "warning",
        "Each step says what to do: it does not begin by what is, was or should be done.",
        "“The layout is published” leaves open by whom, and whether it is a step at all.",
        "Begin with a verb: “Publish the layout.”",
    ),
    "KB118": Rule(
        "warning",
        "No two articles look like one.",
        "Two pages for one problem drift apart, and each has half of the evidence.",
        "Merge them: `kb merge KEEP OTHER`; or say in the titles how they differ.",
    ),
    "KB119": Rule(
        "warning",
        "No page is an orphan: each guide is in a list or is linked from another page.",
        "Nobody finds it but by search.",
        "Link it from where a reader would look for it.",
    ),
    "KB120": Rule(
        "error",
        "Old names lead to one article: an alias is no other article's name, and what an article supersedes or duplicates can be told.",
        "An address that leads to two pages leads to the wrong one for somebody.",
        "Take the alias out of one of the two; correct the id.",
    ),
    "KB121": Rule(
        "warning",
        "A validated article that was renamed or removed has left a redirect.",
        "Its address stands in mails, tickets and bookmarks.",
        "Add the old path to `aliases` of the article that answers it now.",
    ),
    "KB122": Rule(
        "warning",
        "Every group of synonyms says one thing in two ways or more, and no word stands in two groups.",
        "A group that does not do what its author wanted is found by nobody: search simply does not know the word.",
        "Correct the line of `content/_search/synonyms.yml`; `kb search synonyms` lists what counts.",
    ),
    "KB123": Rule(
        "warning",
        "The language a page is written in is one whose words search can cut.",
        "In another language only the very words of the page are found, not their forms.",
        "Correct the code, as de or pt-BR; where it is right, write more wordings into `also_asked_as`.",
    ),
    "KB124": Rule(
        "warning",
        "Every page can be rendered in two seconds.",
        "One text, by accident or on purpose, could otherwise stop every build; its page says that it cannot be shown.",
        "Look at the line named for hundreds of brackets or stars, or lists within lists; put logs into a code block without a language, or cut them.",
    ),
    "KB201": Rule(
        "error",
        "No file that Git would take holds personal data or a secret.",
        "What Git takes stays in every clone.",
        "Mask it, or allow it in `kb.toml`: `[redact] allow`.",
        guards=True,
    ),
    "KB202": Rule(
        "error",
        "No file that Git would take names somebody whom the project's list of people hides.",
        "Somebody decided that this name is not to be kept.",
        "Write `[person]` in its place.",
        guards=True,
    ),
    "KB203": Rule(
        "error",
        "No file that Git would take is a raw export.",
        "An export holds everything as it was before redaction.",
        "Keep exports below `exports/`, which Git ignores.",
        guards=True,
    ),
    "KB204": Rule(
        "error",
        "No file that Git would take is too large to be looked into.",
        "What cannot be looked into may hold anything.",
        "Keep it outside, or name it in `[check] exclude` when you know what it holds.",
        guards=True,
    ),
    "KB301": Rule(
        "warning",
        "A lesson has an event, an effect, a cause, an early warning, a lesson and a recommendation.",
        "Whoever reads it later was not there.",
        "Write what is missing below its heading, without blaming anybody.",
    ),
    "KB302": Rule(
        "warning",
        "A lesson says when it was observed and in which phase.",
        "The next project looks for the lessons of the phase it is in.",
        "Add `date` and `phase`, as `phase: cutover`.",
    ),
    "KB303": Rule(
        "warning",
        "An action that is agreed has an owner and a due date.",
        "What nobody promised is not done.",
        "Agree on it, and add `owner` and `due`; name a team, not a person.",
    ),
    "KB304": Rule(
        "warning",
        "A lesson that was applied says on which day, and has not come back since.",
        "What is opened after that day counts as its recurrence.",
        "Add `applied_on`; where more was done after it came back, the day of that.",
    ),
    "KB305": Rule(
        "warning",
        "A lesson that was applied has a detector.",
        "Nobody notices that it comes back, unless something looks for it.",
        "Try what its evidence suggests, and keep it: `kb lessons try ID --propose --write`.",
    ),
    "KB306": Rule(
        "warning",
        "A detector finds some of its own evidence.",
        "What does not find what happened will not find it when it happens again.",
        "See what it finds and change it: `kb lessons try ID --phrase …`.",
    ),
    "KB307": Rule(
        "warning",
        "A detector finds few incidents besides its evidence: at most 20, or 5 % of the ledger.",
        "Who is told too often stops reading.",
        "See what it finds and narrow it: `kb lessons try ID --likeness …`, or a longer phrase.",
    ),
    "KB308": Rule(
        "warning",
        "Every incident named as a lesson's evidence is in the ledger.",
        "Evidence that is nowhere proves nothing, and nothing can be proposed from it.",
        "Harvest its export, correct the number, or take it away.",
    ),
}
"""Code → rule."""
