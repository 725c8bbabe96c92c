"""What can be set about harvests and how exports are read."""

from dataclasses import dataclass

from kb.config.setting import setting


@dataclass(frozen=True, slots=True, kw_only=True)
class MapSettings:
    """
    How to read one kind of table or list of the project's own: CSV, Excel, JSON or JSON Lines.

    Columns are named by their headers; in JSON by the path of names, as `fields.reporter.mail`.
    """

    name: str = setting("", "The source system's name, the first half of each incident's reference.")
    delimiter: str = setting(",", "The character between two cells of a CSV.")
    encoding: str = setting("utf-8", "A CSV's encoding; a byte order mark always wins.")
    items: str = setting(
        "", "In JSON, the name of the list; empty when the file is the list, or has a line each."
    )
    key: str = setting("", "Column with the incident's own number. Required.")
    summary: str = setting("", "Column with the one-line summary. Required.")
    status: str = setting("", "Column with the status. Required.")
    description: str = setting("", "Column with the requestor's description.")
    resolution: str = setting("", "Column with what restored service.")
    notes: str = setting("", "Column with remarks; kept as one internal entry.")
    reporter: str = setting("", "Column with the requestor; redacted, and used to redact.")
    resolver: str = setting("", "Column with who resolved it; redacted, and used to redact.")
    people: tuple[str, ...] = setting((), "Other columns that hold people; used to redact.")
    opened_at: str = setting("", "Column with the date it was opened.")
    resolved_at: str = setting("", "Column with the date it was resolved.")
    updated_at: str = setting("", "Column with the date of its last change; of two versions the later wins.")
    category: str = setting("", "Column with the category.")
    priority: str = setting("", "Column with the priority; its first digit from 1 to 5 counts.")
    group: str = setting("", "Column with the assignment group.")
    environment: str = setting("", "Column with the product or component.")
    date_format: str = setting("", "How dates are written, in strptime's letters; ISO 8601 when empty.")
    zone: str = setting("UTC", "The time zone of dates that name none, as `Europe/Berlin`.")
    open: tuple[str, ...] = setting(
        ("new", "open", "in progress", "on hold", "pending"), "Values of the status column that mean open."
    )
    resolved: tuple[str, ...] = setting(
        ("resolved", "closed", "done", "solved"), "Values that mean resolved."
    )
    cancelled: tuple[str, ...] = setting(("cancelled", "canceled", "rejected"), "Values that mean cancelled.")


@dataclass(frozen=True, slots=True, kw_only=True)
class ChatSettings:
    """When a conversation counts as an incident, and as solved."""

    min_replies: int = setting(1, "How many messages of others a thread needs.")
    solved_reactions: tuple[str, ...] = setting(
        (
            "white_check_mark",
            "heavy_check_mark",
            "ballot_box_with_check",
            "check",
            "checkmark",
            "check_mark",
            "done",
            "solved",
            "resolved",
            "fixed",
            "✅",
            "✔️",
            "☑️",
        ),
        "Reactions that mark a thread, or the reply that helped, as solved.",
    )
    solved_words: tuple[str, ...] = setting(
        (), "Words that say it is solved, besides the built-in ones; whole words, case does not matter."
    )
    include_private: bool = setting(
        False, "Whether direct messages and private channels are read; their owners should know."
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class HarvestSettings:
    """How incidents become articles."""

    min_incidents: int = setting(2, "How many incidents a group needs before it is drafted.")
    likeness: float = setting(
        0.0, "How like two incidents must be to share an article, from 0 to 1; 0 takes the built-in value."
    )
    boilerplate: tuple[str, ...] = setting(
        (), "Close notes that say nothing, besides the built-in list; whole text, case does not matter."
    )
    owner: str = setting(
        "", "The group that owns new drafts; the incidents' own assignment group when empty."
    )
    workers: int = setting(0, "How many processes redact a large harvest; 0 is one for each core.")
    chat: ChatSettings = ChatSettings()
    map: tuple[MapSettings, ...] = setting((), "Other tables and lists, one `[[harvest.map]]` table each.")
