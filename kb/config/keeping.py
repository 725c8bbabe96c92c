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
class HandoverSettings:
    """What must be true before hypercare ends, and what the pack says of itself."""

    recipient: str = setting("", "Who takes over; named in the handover report and on the certificate.")
