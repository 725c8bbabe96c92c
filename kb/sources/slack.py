"""A Slack export, folder or zip: each thread that looks like an incident becomes one."""

import re
from collections.abc import Iterator
from pathlib import Path

from kb.config import HarvestSettings
from kb.errors import InputError
from kb.io import json_items
from kb.io.files import walk
from kb.io.zips import is_zip
from kb.model.account import Notice
from kb.sources import slack_export, slack_people
from kb.sources.base import Reading
from kb.sources.slack_channel import Reader

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}\.json")


class Slack:
    """Reads the export of a Slack workspace, as Slack or an archiver writes it."""

    name = "slack-export"
    product = "Slack"
    reads = "a workspace's export, zip or folder; threads that look like incidents"
    how_to_export = (
        "A workspace owner: workspace name > Tools & settings > Workspace settings > Import/Export Data > Export. "
        "Name the zip as it is, or the folder it unpacks to."
    )
    has_companions = False

    def sniff(self, path: Path, settings: HarvestSettings) -> bool:  # noqa: ARG002 - the files' names say all
        """Whether a folder or a zip has people or channels at its root, and folders with a file a day."""
        if path.is_dir():
            if not any((path / name).is_file() for name in ("users.json", "channels.json")):
                return False
        elif not is_zip(path):
            return False
        try:
            with slack_export.opened(path) as export:
                return slack_export.is_export(export.names)
        except InputError:
            return False

    def explain(self, path: Path, settings: HarvestSettings) -> str:  # noqa: ARG002
        """Name what an export has; of a single day, that it is only a part of one."""
        if path.is_file() and json_items.looks_like(path, ("type", "ts", "text")):
            return "one day of a Slack channel is no export: name the folder above it that holds users.json"
        return (
            "a Slack export is a zip or folder with channels.json, users.json and a folder of days a channel"
        )

    def claims(self, folder: Path, settings: HarvestSettings) -> Iterator[Path]:  # noqa: ARG002
        """Everything below belongs to the export."""
        yield from walk(folder)

    def read(self, path: Path, settings: HarvestSettings) -> Iterator[Reading]:
        """
        Yield one record a thread and one a message outside threads; replies are entries of their thread.

        One channel is held in memory at a time. Raise InputError when the lists of users or channels are broken:
        without them nobody knows whom to hide.
        """
        if path.is_file() and not is_zip(path):
            raise InputError(
                "not a Slack export, but one file",
                path=path,
                hint="name the folder that holds users.json, or the zip",
            )
        with slack_export.opened(path) as export:
            yield from export.problems
            users = slack_people.users(export.list("users.json"))
            names, channels = slack_export.channels(export)
            total = replies = 0
            for channel in channels:
                reader = Reader(
                    export=export, channel=channel, users=users, names=names, settings=settings.chat
                )
                yield from reader.records()
                total += reader.messages
                replies += reader.replies
            if "users.json" not in export.names:
                yield Notice(
                    path=path,
                    code="names",
                    message="no users.json: the names of people are not known, and hidden only where messages tell them",
                    hint="export again with it, or list the people in redact.people",
                )
        yield Notice(
            path=path,
            code="messages",
            message=f"{total:,} messages" + (f", {replies:,} of them replies" if replies else ""),
        )


SOURCE = Slack()
