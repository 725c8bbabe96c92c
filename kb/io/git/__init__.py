"""The user's repository in, commits and tags out; the only room that knows GitPython."""

from kb.io.git.changing import Repository

__all__ = ["Repository"]
