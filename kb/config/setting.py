"""How one setting is declared."""

from dataclasses import field
from typing import Any


def setting(default: Any, text: str) -> Any:
    """Declare one setting with the words the manual prints."""
    return field(default=default, metadata={"text": text})
