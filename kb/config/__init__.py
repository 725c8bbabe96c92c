"""Settings of a workspace, from `kb.toml` or `[tool.kb]` in `pyproject.toml`, as one frozen value."""

from kb.config.harvest import ChatSettings, HarvestSettings, MapSettings
from kb.config.keeping import (
    ArchiveSettings,
    CriterionSettings,
    HandoverSettings,
    TrainingSettings,
    WaiverSettings,
)
from kb.config.reading import FILE, find_root, load
from kb.config.settings import (
    SECTIONS,
    ArticlesSettings,
    CheckSettings,
    FeedbackSettings,
    LookSettings,
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
    "ArchiveSettings",
    "ArticlesSettings",
    "ChatSettings",
    "CheckSettings",
    "CriterionSettings",
    "FeedbackSettings",
    "HandoverSettings",
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
    "TrainingSettings",
    "WaiverSettings",
    "find_root",
    "load",
]
