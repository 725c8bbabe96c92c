"""Microsoft Teams' messages as the Graph API gives them: each thread that looks like an incident becomes one."""

from collections.abc import Iterator
from pathlib import Path

from kb.config import HarvestSettings
from kb.io import json_items
from kb.model.account import CUT, Notice, Rejection, Skip
from kb.sources import desk_folder, teams_pages, teams_thread
from kb.sources.base import Reading
from kb.sources.desk_values import JsonObject, line
from kb.sources.teams_pages import UNDER


class Teams:
    """Reads the messages of Teams' channels and chats, replies inside or beside."""

    name = "teams-json"
    product = "Microsoft Teams"
    reads = "Graph API messages as JSON, replies inside or beside; threads that look like incidents"
    how_to_export = (
        "Save /v1.0/teams/TEAM/channels/CHANNEL/messages?$expand=replies page by page (follow @odata.nextLink) as "
        "files of one folder."
    )

    def sniff(self, path: Path, settings: HarvestSettings) -> bool:  # noqa: ARG002 - the content says all
        """Whether it holds messages of the Graph API."""
        return path.is_file() and teams_pages.is_ours(path)

    def explain(self, path: Path, settings: HarvestSettings) -> str:  # noqa: ARG002
        """Name what a message has."""
        return 'a Teams message has "messageType", "createdDateTime" and "body.contentType"'

    def read(self, path: Path, settings: HarvestSettings) -> Iterator[Reading]:
        """
        Yield one record a thread, in the order they stand in; replies are entries, wherever in the folder they stand.

        Threads are read one at a time; replies that stand apart from them are held in memory, with those of the folder.
        """
        page, apart = teams_pages.scan(path)
        beside = teams_pages.gather(desk_folder.beside(path))
        lost: set[str] = set()
        is_short = 0
        for item in json_items.items(path, under=UNDER):
            if item.problem or not isinstance(item.value, dict):
                yield Rejection(path=path, line=item.line, reason=item.problem or "not an object")
                continue
            value: JsonObject = item.value
            if parent := line(value.get("replyToId")):
                if parent not in page.roots and parent not in beside.roots and parent not in lost:
                    lost.add(parent)
                    yield Skip(path=path, line=item.line, reason="thread without its beginning")
                continue
            replies = [*apart.get(line(value.get("id")), ()), *beside.replies_to(value, besides=path)]
            is_short += bool(value.get("replies@odata.nextLink"))
            yield teams_thread.record(value, replies, path, item.line, settings.chat)
        if page.goes_on and not beside.ends(page):
            yield Notice(
                path=path,
                code=CUT,
                message=f"{len(page.roots):,} threads, and more pages follow",
                hint="fetch what @odata.nextLink names too, into the same folder",
            )
        if is_short:
            yield Notice(
                path=path,
                code=CUT,
                message=f"{is_short:,} threads have more replies than the answer holds",
                hint="fetch what their replies@odata.nextLink names too, into the same folder",
            )


SOURCE = Teams()
