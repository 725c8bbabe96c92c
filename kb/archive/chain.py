"""Which bundle follows which, by their seals, and where that does not hold."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from kb.archive import sealing


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A seal without its list: which one it is, how long that list is, and what it follows."""

    digest: str
    entries: int
    previous: tuple[tuple[str, str], ...]


def links(folder: Path) -> Mapping[str, Link]:
    """Read the seals below a folder, by bundle, holding one list at a time; those that cannot be read are left out."""
    found = {}
    for place in sorted(folder.iterdir()) if folder.is_dir() else ():
        try:
            sealed = sealing.read(place)
        except ValueError:
            continue
        found[place.name] = Link(digest=sealed.digest, entries=len(sealed.entries), previous=sealed.previous)
    return found


def tips(chain: Mapping[str, Link]) -> tuple[tuple[str, str], ...]:
    """Give the seals that no other follows, (bundle, SHA-256): the next one follows them all."""
    followed = {each for link in chain.values() for each in link.previous}
    found = ((name, link.digest) for name, link in chain.items())
    return tuple(each for each in found if each not in followed)


def breaks(
    chain: Mapping[str, Link], chosen: Collection[str], is_before: Callable[[str, str], bool | None]
) -> Iterator[str]:
    """
    Say where a bundle follows one that is not here as it was; `is_before` tells how two were committed.

    It gives None where that cannot be told.
    """
    for name in chosen:
        for before, digest in chain[name].previous if name in chain else ():
            link = chain.get(before)
            if link is None:
                yield f"missing: the bundle {before} with its seal, which {name} follows"
            elif link.digest != digest:
                yield f"changed: the seal of {before} is not the one that {name} follows"
            elif is_before(before, name) is False:
                yield f"reordered: {name} was committed before {before}, which it follows"


def forks(chain: Mapping[str, Link]) -> Iterator[str]:
    """Name the bundles that follow the same one, as those of two branches do, and those that begin anew."""
    after = defaultdict(list)
    for name, link in chain.items():
        for before, _ in link.previous:
            after[before].append(name)
        if not link.previous:
            after[""].append(name)
    for before, names in sorted(after.items()):
        if len(names) > 1:
            what = f"follow {before}" if before else "follow no other"
            yield f"{' and '.join(names)} {what}: they were archived side by side, as on two branches"


def followers(chain: Mapping[str, Link], name: str) -> frozenset[str]:
    """Name the bundles whose seals cover this one's, directly or through others."""
    after = defaultdict(set)
    for later, link in chain.items():
        for each in link.previous:
            after[each].add(later)
    found: set[str] = set()
    open_ones = [name]
    while open_ones:
        one = open_ones.pop()
        new = after[(one, chain[one].digest)] - found if one in chain else set()
        found |= new
        open_ones += new
    return frozenset(found)
