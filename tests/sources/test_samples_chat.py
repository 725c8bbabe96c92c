"""Real exports give the counts that were counted by hand."""

import os
from collections import Counter
from pathlib import Path

import pytest

from kb.config import HarvestSettings
from kb.model.account import Notice, Skip
from kb.sources.slack import SOURCE

pytestmark = pytest.mark.data


def test_a_workspace_of_158_messages_without_threads() -> None:
    if "KB_SAMPLES" not in os.environ:
        pytest.skip("KB_SAMPLES does not name the folder of real samples")
    path = Path(os.environ["KB_SAMPLES"]) / "slack-viewer-testarchive" / "testarchive.zip"

    found = list(SOURCE.read(path, HarvestSettings()))

    assert [each.message for each in found if isinstance(each, Notice)] == ["158 messages"]
    assert Counter(each.reason for each in found if isinstance(each, Skip)) == {
        "bots only": 94,  # subtype bot_message
        "message without a thread": 53,  # 49 plain, 3 file_share, 1 file_comment; no message has thread_ts
        "joined, left or renamed": 11,  # 8 channel_join, 3 bot_add
    }
    assert len(found) == 159
