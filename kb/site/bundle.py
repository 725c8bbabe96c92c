"""One archived bundle as a page: what it holds and how to see that nothing changed."""

from datetime import date

from kb.model.bundle import Bundle
from kb.model.portal import Page
from kb.model.prose import slug
from kb.site.state import state_line
from kb.site.words import count, day, front_matter, link, words


def bundle_path(bundle: Bundle) -> str:
    """Give the path of a bundle's page."""
    return f"archive/{slug(bundle.name, limit=100)}.md"


def bundle_page(bundle: Bundle) -> Page:
    """Make the page."""
    path = bundle_path(bundle)
    state = state_line(
        tag_state(bundle), count(bundle.files, "file"), size(bundle.bytes), kind=tag_kind(bundle)
    )
    body = f"""\
<div class="kb-crumbs"></div>

{link("Archive", "archive/index.md", source=path)}

# {words(bundle.name)}

{state}

| | |
|---|---|
| Files | {bundle.files:,} |
| Size | {bundle.bytes:,} bytes |
| Archived on | {archived_on(bundle)} |
| Fingerprint of the seal | {words(bundle.fingerprint) or "none: it is older than seals"} |
| Superseded by | {words(bundle.superseded_by) or "none"} |
| Manifest's SHA-256 | `{slug(bundle.digest, limit=128)}` |
| Tag | {words(f"archive/{bundle.name}") if bundle.tagged else "none yet"} |
| Commit | {words(bundle.commit) or "none yet"} |

## How to verify it

In a clone of this repository, run

```console
$ kb archive verify
```

It holds every file against the seal, and the seal against tag, history and the bundles after it. Without this tool,
`sha256sum --check manifest-sha256.txt` in the bundle's folder compares the files.
"""
    return Page(path=path, text=front_matter(title=bundle.name, description="Archived logs") + body)


def archived_on(bundle: Bundle) -> str:
    """Write the day as other pages do, or what stands there when it is no date."""
    try:
        return day(date.fromisoformat(bundle.archived_on[:10]))
    except ValueError:
        return words(bundle.archived_on) or "unknown"


def tag_state(bundle: Bundle) -> str:
    """Say whether the bundle is finished."""
    return "Tagged" if bundle.tagged else "Not tagged: unfinished"


def tag_kind(bundle: Bundle) -> str:
    """Give the state's name for the style sheet."""
    return "validated" if bundle.tagged else "wip"


def size(number: int) -> str:
    """Write a number of bytes as people do: `1.2 MB`."""
    amount = float(number)
    for unit in ("bytes", "kB", "MB", "GB"):
        if amount < 1000 or unit == "GB":
            return f"{number:,} bytes" if unit == "bytes" else f"{amount:,.1f} {unit}"
        amount /= 1000
    raise AssertionError
