"""`kb search synonyms`."""

import json
from dataclasses import asdict
from typing import TYPE_CHECKING

import click

from kb.cli.screen import json_option, progress, report_json, say, tell
from kb.cli.workspace import settings_of

if TYPE_CHECKING:
    from kb.search.synonyms import Group
    from kb.search.told import Proposal

_PLAIN = set(" -_.'’&+#")


@click.command("synonyms")
@click.option("--propose", "proposing", is_flag=True, help="Propose groups from what requestors wrote.")
@click.option(
    "-n", "--limit", type=click.IntRange(1, 1000), default=30, show_default=True, help="How many proposals."
)
@json_option
@click.pass_context
def synonyms_command(context: click.Context, proposing: bool, limit: int, as_json: bool) -> None:
    """
    List the words that search takes for the same.

    The project's own groups stand in content/_search/synonyms.yml. With --propose, what the incidents of
    articles speak for is printed as lines to paste there, each with its reason; nothing is written.
    """
    settings = settings_of(context)
    if proposing:
        from kb.flows.synonyms import proposals

        with progress(quiet=as_json) as bar:
            found = proposals(settings, bar)
        if as_json:
            report_json(
                "search synonyms",
                ok=True,
                counts={"proposals": len(found)},
                items=[asdict(each) for each in found[:limit]],
            )
            return
        for each in found[:limit]:
            _print(each)
        if not found:
            tell("nothing to propose: requestors say what the articles say, as far as the evidence tells")
        else:
            tell("\nread each one before you paste it into content/_search/synonyms.yml: words that occur")
            tell("together are not always the same")
        return

    from kb.flows.synonyms import groups

    known = groups(settings)
    if as_json:
        report_json(
            "search synonyms", ok=True, counts={"groups": len(known)}, items=[_values(each) for each in known]
        )
        return
    for group in known:
        where = f"line {group.line}" if group.line else "general"
        say(f"{_yaml(group.words)}  # {where}{f': {group.comment}' if group.comment else ''}")


def _values(group: "Group") -> dict[str, object]:
    return {
        "words": group.words,
        "language": group.language,
        "comment": group.comment,
        "line": group.line or None,
        "general": not group.line,
    }


def _print(each: "Proposal") -> None:
    if each.kind == "wording":
        counts = f"{each.said} of {each.among} incidents say it, {each.elsewhere} elsewhere"
    else:
        counts = f"{each.said} and {each.among} times"
    say(f"# {each.kind}: {counts} · {', '.join((*each.articles[:3], *each.examples))}")
    say(f"#   {' '.join(each.reason.split())}")
    say(_yaml(each.words))


def _yaml(words: "tuple[str, ...]") -> str:
    """Write a group as its line; what YAML might read otherwise stands in quotes."""
    return f"- [{', '.join(_quoted(word) for word in words)}]"


def _quoted(word: str) -> str:
    plain = word[:1].isalnum() and all(sign.isalnum() or sign in _PLAIN for sign in word) and " #" not in word
    return word if plain else json.dumps(word, ensure_ascii=False)
