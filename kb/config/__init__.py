"""Settings of a workspace, from `kb.toml` or `[tool.kb]` in `pyproject.toml`, as one frozen value."""

from kb.config.reading import FILE, find_root, load
from kb.config.settings import (
    SECTIONS,
    ArticlesSettings,
    ChatSettings,
    CheckSettings,
    FeedbackSettings,
    HarvestSettings,
    LookSettings,
    MapSettings,
    PhaseSettings,
    ProjectSettings,
    RedactSettings,
    SearchSettings,
    ServeSettings,
    Settings,
    SignalsSettings,
    SynonymLists,
)

__all__ = [
    "FILE",
    "SECTIONS",
    "ArticlesSettings",
    "ChatSettings",
    "CheckSettings",
    "FeedbackSettings",
    "HarvestSettings",
    "LookSettings",
    "MapSettings",
    "PhaseSettings",
    "ProjectSettings",
    "RedactSettings",
    "SearchSettings",
    "ServeSettings",
    "Settings",
    "SignalsSettings",
    "SynonymLists",
    "find_root",
    "load",
]
