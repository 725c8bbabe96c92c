"""The last hand on a built site, before readers get it: one policy for all its pages, and nothing that breaks it."""

from collections.abc import Iterable, Sequence
from pathlib import Path

from kb.errors import StateError
from kb.io.files import read_text, walk
from kb.site.policy import REFERENCE, Fault, Inspector, Policy, with_policy

POLICY = "assets/kb/policy.txt"
"""The policy as a server sends it, for those who serve the site with a program of their own."""

SHOWN = 12


def finish(site: Path) -> None:
    """
    Write the policy into every page of a built site, and beside them for servers.

    Raise StateError naming pages that hold what the policy would break, or that would call another host.
    """
    pages = tuple(walk(site, "*.html"))
    inspector = _inspected(site, pages, tuple(walk(site, "*.css")), reference=site / REFERENCE)
    policy = inspector.policy()
    _write(pages, policy)
    file = site / POLICY
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(f"{policy.header}\n", encoding="utf-8")


def finish_again(folder: Path, pages: Sequence[Path], site: Path) -> bool:
    """
    Write the policy of a finished site into pages of it that were made again in a folder; False where it does not fit them.

    Raise StateError like `finish`.
    """
    needed = _inspected(folder, pages, reference=site / REFERENCE).policy()
    policy = Policy.of(read_text(site / POLICY))
    if not set(needed.scripts) <= set(policy.scripts):
        return False
    _write(pages, policy)
    return True


def _inspected(
    site: Path, pages: Iterable[Path], styles: Iterable[Path] = (), *, reference: Path
) -> Inspector:
    inspector = Inspector(read_text(reference) if reference.is_file() else "")
    faults: list[Fault] = []
    for path in pages:
        faults += inspector.page(path.relative_to(site).as_posix(), read_text(path))
    for path in styles:
        faults += inspector.style(path.relative_to(site).as_posix(), read_text(path))
    refuse(
        (f"{fault.page}: {fault.what}" for fault in faults),
        site,
        "take it out of the theme, the plugin or the page; scripts and styles go into files of their own",
        why="browsers would be told to refuse this",
    )
    return inspector


def _write(pages: Iterable[Path], policy: Policy) -> None:
    for path in pages:
        text = read_text(path)
        if (changed := with_policy(text, policy)) != text:
            path.write_bytes(changed.encode())  # nobody reads this folder yet


def refuse(faults: Iterable[str], site: Path, hint: str, *, why: str = "it is not what it should be") -> None:
    """Raise StateError naming faults of a built site, if there are any."""
    lines = [f"  {fault}" for fault in faults]
    if not lines:
        return
    left = len(lines) - SHOWN
    listed = "\n".join([*lines[:SHOWN], *([f"  … and {left} more"] if left > 0 else [])])
    raise StateError(f"the site was not put in place: {why}\n{listed}", path=site.parent, hint=hint)
