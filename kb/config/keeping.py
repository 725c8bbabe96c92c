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


@dataclass(frozen=True, slots=True, kw_only=True)
class HandoverSettings:
    """What must be true before hypercare ends, and what the pack says of itself."""

    recipient: str = setting("", "Who takes over; named in the handover report and on the certificate.")
    handed_by: str = setting("", "Who hands over, as `Ravi Example, Programme office`; signs on paper.")
    accepted_by: str = setting("", "Who accepts the handover, as `Jane Example, Service owner`; signs on paper.")
