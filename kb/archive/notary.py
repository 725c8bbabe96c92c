"""Who signs a seal and who vouches for its hour, each only where it is configured."""

import os
from datetime import date, timedelta
from pathlib import Path

from kb.archive import sealing
from kb.errors import KbError
from kb.io import signing, timestamps
from kb.io.files import read_text, write_if_changed
from kb.model.seal import Seal

SIGNERS = "allowed_signers"
"""The list of keys that may sign, beside the folder of bundles, as `ssh-keygen` reads it."""


class Notary:
    """Signs and stamps new seals; `told` is what it has to say of those it could not stamp."""

    def __init__(self, *, key: str = "", tag_key: str = "", signer: str = "", authority: str = "") -> None:
        self.key = key
        self.tag_key = tag_key  # Git's own, for the tag
        self.signer = signer
        self.authority = authority
        self.told: list[str] = []

    def check_ready(self) -> None:
        """Raise StateError when a key cannot be used now; asked before anything is written."""
        for key in dict.fromkeys((self.key, self.tag_key)):
            if key:
                signing.sign(b"ready?\n", key)

    def put(self, folder: Path, sealed: Seal) -> None:
        """Write a seal into its folder, with what is configured beside it; without a timestamp where none is to be had."""
        _put(folder / sealing.SEAL, sealed.render())
        self.put_beside(folder, sealed)

    def put_beside(self, folder: Path, sealed: Seal) -> None:
        """Sign and stamp a seal that was written already, as far as that is configured."""
        content = sealed.render()
        if self.key:
            _put(folder / sealing.SIGNATURE, signing.sign(content, self.key))
        if self.authority:
            try:
                reply = timestamps.ask(self.authority, content)
                timestamps.claimed(content, reply)
            except (KbError, ValueError) as error:
                self.told.append(f"no timestamp: {error}; later: kb archive stamp {sealed.name}")
            else:
                _put(folder / sealing.TIMESTAMP, reply)

    def list_key(self, place: Path, signers: Path) -> bool:
        """
        Have the key that signed a bundle in the list of signers; tell whether there is one to be listed.

        It is valid from the day before, because others read the list in their own time zone.
        """
        try:
            public = signing.parse((place / sealing.SIGNATURE).read_bytes()).public_key
            first = sealing.read(place).made_on - timedelta(days=1)
        except (OSError, ValueError):
            return False
        listed = read_text(signers) if signers.exists() else ""
        if public not in listed:
            write_if_changed(signers, self._with_key(listed, public, first))
        return True

    def signers(self, listed: str, made_on: date) -> tuple[str, str]:
        """Give a list of signers with the key that signs from now on in it, and that key's fingerprint, "" for none."""
        if not self.key:
            return listed, ""
        ours = signing.parse(signing.sign(b"ready?\n", self.key))
        if ours.public_key not in listed:
            listed = self._with_key(listed, ours.public_key, made_on - timedelta(days=1))
        return listed, ours.fingerprint

    def _with_key(self, listed: str, public: str, first: date) -> str:
        end = "\n" if listed and not listed.endswith("\n") else ""
        line = f'{_principal(self.signer)} namespaces="{signing.NAMESPACE}",valid-after="{first:%Y%m%d}" {public}\n'
        return f"{listed}{end}{line}"


def _principal(name: str) -> str:
    """Keep of a name what a list of signers does not take for a pattern or for the next column."""
    return "".join(sign for sign in name if sign.isalnum() or sign in "@._+-") or "signer"


def _put(path: Path, content: bytes) -> None:
    with path.open("xb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
