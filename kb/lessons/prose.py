"""Text from registers and post-mortems as Markdown that shows what was written."""

import re
from bisect import bisect_right
from collections.abc import Iterator

from kb.io import html


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


_FENCE = re.compile(r"(?P<indent> {0,12})(?P<mark>`{3,}|~{3,})(?P<rest>[^`~]{0,200})")
_TAG = re.compile(
    r"</?(?:[a-z][a-z0-9]{0,9})(?:\s[^<>]{0,2000})?/?>|&(?:#\d{2,5}|#x[0-9a-f]{2,4}|[a-z]{2,8});",
    re.IGNORECASE,
)
_TAGS = _set(
    "a b big blockquote br caption center code col colgroup dd del details div dl dt em embed font h1 h2 h3 h4 h5 h6 "
    "hr i img ins kbd li object ol p param pre q s samp small span strike strong sub summary sup table tbody td "
    "tfoot th thead tr tt u ul var"
)
_SHOWN = _TAGS - {"img", "embed", "object", "param"}  # what these fetch stayed behind
_OPENED = re.compile(r"<(?=/?([A-Za-z][A-Za-z0-9-]{0,30})?)")
_AUTOLINK = re.compile(r"<(?:https?://|mailto:)[^\s<>]{1,2000}>")
_CODE = re.compile(r"(`{1,3})(?!`)[^`\n]{1,2000}?\1(?!`)")
_WORDS = r"(?:[^\[\]\n]|\[[^\[\]\n]{0,200}\]){0,500}"  # a link's words may hold brackets themselves
_LINK = re.compile(
    rf"(!?)\[({_WORDS})\]\(\s{{0,3}}"
    r"(<[^<>\n]{0,2000}>|[^\s()<>]{0,2000}(?:\([^\s()<>]{0,200}\)[^\s()<>]{0,2000})?)(?:\s[^()\n]{0,300})?\)"
)
_LEADS = re.compile(r"\]\((?!\s{0,3}<?(?:https?://|mailto:))")
_DEFINITION = re.compile(r"^([\s>*+-]{0,40})\[([^\[\]\n^][^\[\]\n]{0,199})\]:[ \t]{0,9}(\S{0,2000})")
_ENDS = re.compile(r"\]:[ \t]{0,9}$")
_NOTE = re.compile(r"^([\s>*+-]{0,40}\[\^[^\[\]\n]{1,200}\]):")
_EMPHASIS = re.compile(r"\*|\\(?=[!-/:-@\[-`{-~])|(?<!\w)_(?=\S)")
_STARTS = re.compile(r"#|!!!|\?\?\?|===|---|~~~|```|:|\||=+$|-+$")
_LIST = re.compile(r" {0,3}(?:[-*+]|\d{1,3}[.)]) ")
_HEADING = re.compile(r" {0,3}(#{1,6})(?=\s|$)")
_ABROAD = ("http://", "https://", "mailto:")


def from_cell(text: str) -> str:
    """Give a register's cell as Markdown; a cell may be HTML, in whole or in part."""
    if "<" in text or "&" in text:
        found = [match[0].lower() for match in _TAG.finditer(text[:200_000])]
        if any(tag.startswith("&") or re.findall(r"[a-z0-9]+", tag)[0] in _TAGS for tag in found):
            tags = [tag for tag in found if tag.startswith("<")]
            broken = (
                text if tags and any(tag.startswith(("<br", "<p", "<div", "<li")) for tag in tags) else None
            )
            made = html.to_markdown(_strangers(text) if broken else _strangers(text).replace("\n", "<br>\n"))
            return settle(made)
    return settle("\n".join(_inert(line) for line in text.split("\n")))


def _strangers(text: str) -> str:
    """Keep what only looks like a tag, as `<server>`, from being taken for one."""
    return _OPENED.sub(
        lambda m: "<" if (m[1] or "").lower() in _TAGS or text[m.end() : m.end() + 3] == "!--" else "&lt;",
        text,
    )


def _inert(line: str) -> str:
    """Make one line of plain text mean itself; it may still be an item of a list."""
    line = line.strip()
    item = _LIST.match(line)
    bullet, line = (line[: item.end()], line[item.end() :]) if item else ("", line)
    line = _EMPHASIS.sub(r"\\\g<0>", _OPENED.sub("&lt;", line)).replace("]:", "]&#58;")
    if _STARTS.match(line):
        line = f"\\{line}" if line[0] in "#!-`" else f"&#{ord(line[0])};{line[1:]}"
    return f"{bullet}{line}"


def settle(text: str) -> str:
    """Make foreign Markdown stand on its own: no link to a neighbour that stayed behind, no made-up tag that vanishes."""
    out = []
    for line, code in lines(text):
        out.append(line if code else _outside_code(line))
    return breathe("\n".join(out))


def _outside_code(line: str) -> str:
    if "<" not in line and "](" not in line and "]:" not in line:
        return line
    pieces, end = [], 0
    for code in _CODE.finditer(line):
        pieces += [_safe(line[end : code.start()]), _LEADS.sub("] (", code[0])]
        end = code.end()
    return "".join([*pieces, _safe(line[end:])])


def _safe(text: str) -> str:
    text = _LEADS.sub("] (", _LINK.sub(_at_home, text))
    text = _DEFINITION.sub(_defined, text)
    text = _ENDS.sub("]&#58;", text)  # where it leads stands on the next line
    text = _NOTE.sub(r"\1&#58;", text)  # one that nothing points to stops a strict build
    out, end = [], 0
    for match in _OPENED.finditer(text):
        known = (match[1] or "").lower() in _SHOWN or text.startswith("<!--", match.start())
        if known or _AUTOLINK.match(text, match.start()):
            continue
        out += [text[end : match.start()], "&lt;"]
        end = match.start() + 1
    return "".join([*out, text[end:]])


def _defined(definition: re.Match[str]) -> str:
    target = definition[3].strip("<>")
    if target.lower().startswith(_ABROAD):
        return definition[0]
    return (
        f"{definition[1]}{definition[2]}: `{target}`" if target else f"{definition[1]}[{definition[2]}]&#58;"
    )


def _at_home(link: re.Match[str]) -> str:
    target = link[3].strip("<>")
    if target.lower().startswith(_ABROAD) and not link[1]:
        return link[0]
    words = link[2].strip()
    aside = f"`{target}`" if target and "`" not in target else ""
    if target.startswith("#") or target == words:
        return words or aside
    return f"{words} ({aside})" if words and aside else words or aside


def breathe(text: str) -> str:
    """Put an empty line above a list that follows prose, which many a renderer wants."""
    out: list[str] = []
    before = ""
    for line, code in lines(text):
        is_item = bool(_LIST.match(line)) and not code
        if (
            is_item
            and before.strip()
            and not _LIST.match(before)
            and not before.startswith((" ", "\t", ">", "|"))
        ):
            out.append("")
        out.append(line)
        before = "" if code else line
    return "\n".join(out)


def lines(text: str) -> Iterator[tuple[str, bool]]:
    """Yield each line, and whether it stands in a fenced block or is its fence; one that is never closed is none."""
    every = text.split("\n")
    ends: dict[tuple[str, str], list[int]] = {}
    for number, line in enumerate(every):
        if found := _FENCE.fullmatch(line):
            ends.setdefault((found["indent"], found["mark"]), []).append(number)
    end = -1
    for number, line in enumerate(every):
        if number <= end:
            yield line, True
            continue
        fence = _FENCE.fullmatch(line)
        if fence:
            later = ends[fence["indent"], fence["mark"]]
            at = bisect_right(later, number)
            end = next((n for n in later[at : at + 50] if not every[n].strip().strip(fence["mark"][0])), -1)
        yield line, number <= end


def below(text: str, level: int) -> str:
    """Sink the headings of a text so that the highest is of `level`, and none is lower than six."""
    found = [len(match[1]) for line, code in lines(text) if not code and (match := _HEADING.match(line))]
    if not found:
        return text
    by = level - min(found)
    out = []
    for line, code in lines(text):
        match = None if code else _HEADING.match(line)
        if match:
            depth = min(6, max(level, len(match[1]) + by))
            line = f"{'#' * depth}{line[match.end() :]}"
        out.append(line)
    return "\n".join(out)


def one_line(text: str) -> str:
    """Give the words of a Markdown text on one line, without its marks."""
    text = _LINK.sub(lambda m: m[2], text[:20_000])
    text = re.sub(r"(?m)^\s{0,9}(?:#{1,6}|[-*+>]|\d{1,3}[.)])\s", " ", text)
    text = re.sub(r"\\([\\`*_{}\[\]()#+\-.!|<>~^:?=])", r"\1", re.sub(r"(?<!\\)(?:\*{1,3}|`{1,3})", "", text))
    text = text.replace("&lt;", "<").replace("&gt;", ">").replace("&#58;", ":").replace("&amp;", "&")
    return " ".join(text.split())
