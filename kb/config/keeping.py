"""What can be set about what is kept: the archive and the handover."""

from dataclasses import dataclass

from kb.config.setting import setting


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchiveSettings:
    """What a bundle may hold, and how it is sealed."""

    signing_key: str = setting(
        "",
        "The SSH key that signs seals, as `~/.ssh/id_ed25519`; when empty, the one that Git signs with "
        "(`gpg.format = ssh`), else none.",
    )
    timestamp_url: str = setting(
        "",
        "The time-stamping authority (RFC 3161) that is asked, over https, for the hour of each new seal; it is told "
        "the seal's digest and nothing else. Nobody is asked when empty.",
    )
    timestamp_ca: str = setting(
        "",
        "The file with the authority's root certificate, and any between that and its own (PEM), by which timestamps "
        "are proved.",
    )
    allow: tuple[str, ...] = setting(
        (".png", ".jpg", ".jpeg"),
        "Which files `kb archive add --with-pictures` keeps as they are, unredacted, besides text: of "
        "`.png`, `.jpg`, `.jpeg` and `.pdf`. Without that option none is kept.",
    )
    largest_mb: int = setting(50, "How large one file of a bundle may be, in MB.")
    total_mb: int = setting(4000, "How large all files of a bundle may be together, in MB.")
    log_by: str = setting(
        "command center",
        "Who writes in the command-center log when `kb log add` is not told `--by`: a role or a team.",
    )
    log_zone: str = setting("UTC", "The time zone of the command-center log, as `Europe/Berlin`.")


@dataclass(frozen=True, slots=True, kw_only=True)
class CriterionSettings:
    """Another limit than the built-in one for a criterion of the scorecard."""

    name: str = setting("", "The criterion's name, as `kb handover scorecard` shows it. Required.")
    green: float | None = setting(
        None,
        "What its value must be for green: a share of 1 where more is better, else a number; the built-in one when left out.",
    )
    amber: float | None = setting(None, "What it must be for amber.")
    off: bool = setting(False, "Whether it is not asked at all.")


@dataclass(frozen=True, slots=True, kw_only=True)
class WaiverSettings:
    """Who lets a criterion pass though it is not green."""

    criterion: str = setting("", "The criterion's name. Required.")
    by: str = setting("", "Who decided it. Required.")
    reason: str = setting("", "Why hypercare may end all the same. Required.")
    on: str = setting("", "The day of the decision, as `2026-11-20`; before that day it does not count.")


@dataclass(frozen=True, slots=True, kw_only=True)
class TrainingSettings:
    """One training of a team that takes over."""

    team: str = setting("", "The team, as `phases.owners` names it. Required.")
    on: str = setting("", "The day it was held, as `2026-11-12`. Required.")
    by: str = setting("", "Who held it.")
    people: int = setting(0, "How many came; 0 when nobody counted.")


@dataclass(frozen=True, slots=True, kw_only=True)
class HandoverSettings:
    """What must be true before hypercare ends, and what the pack says of itself."""

    recipient: str = setting("", "Who takes over; named in the handover report and on the certificate.")
    handed_by: str = setting("", "Who hands over, as `Ravi Example, Programme office`; signs on paper.")
    accepted_by: str = setting(
        "", "Who accepts the handover, as `Jane Example, Service owner`; signs on paper."
    )
    criteria: tuple[CriterionSettings, ...] = setting(
        (), "Other limits for criteria of the scorecard, one `[[handover.criteria]]` table each."
    )
    waivers: tuple[WaiverSettings, ...] = setting(
        (), "Criteria that need not be green, one `[[handover.waivers]]` table each."
    )
    training: tuple[TrainingSettings, ...] = setting(
        (), "Trainings of the teams that take over, one `[[handover.training]]` table each."
    )
