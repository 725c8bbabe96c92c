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


@dataclass(frozen=True, slots=True, kw_only=True)
class HandoverSettings:
    """What must be true before hypercare ends, and what the pack says of itself."""

    recipient: str = setting("", "Who takes over; named in the handover report and on the certificate.")
