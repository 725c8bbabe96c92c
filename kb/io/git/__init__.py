"""The user's repository in, commits and tags out; the only room that knows GitPython."""

from kb.io.git.changing import Repository
from kb.io.git.door import quiet

__all__ = ["Repository", "quiet"]
