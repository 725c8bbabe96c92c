"""
Texts that try to act, made here: every construct of Markdown with every way to act in it, and naughty strings.

The constructs follow CommonMark's sections one by one, then what the sites' extensions add and what other
renderers would. Each act calls `hit`, which `tests.hostile.watch` counts.
"""

from collections.abc import Iterator

ACTS = {
    "script": "<script>hit('script')</script>",
    "script split": "<scr<script>ipt>hit('split')</script>",
    "script upper": "<SCRIPT\n>hit('upper')</SCRIPT\t>",
    "script src": "<script src='data:text/javascript,hit(1)'></script>",
    "img": "<img src=x onerror=hit('img')>",
    "img quoted": "\"><img src='x' onerror=\"hit('quoted')\">",
    "img single": "'><img src=x onerror=hit(1)>",
    "img slash": "<img/src=x/onerror=hit('slash')>",
    "img entity": "<img src=x one&#114;ror=hit(1) onerror='&#104;it(1)'>",
    "svg": "<svg onload=hit('svg')><script>hit('svg script')</script></svg>",
    "svg animate": "<svg><a><animate attributeName=href values=javascript:hit(1) /><text y=9>x</text></a></svg>",
    "math": "<math><mtext><table><mglyph><style><!--</style><img title='--><img src=x onerror=hit(1)>'>",
    "noscript": "<noscript><p title='</noscript><img src=x onerror=hit(1)>'>",
    "template": "<template><img src=x onerror=hit(1)></template>",
    "details": "<details open ontoggle=hit('toggle')>x</details>",
    "focus": "<input autofocus onfocus=hit('focus')>",
    "pointer": "<b onpointerenter=hit(1) onmouseover=hit(2) onclick=hit(3)>x</b>",
    "animation": "<b style='animation:x 1s' onanimationstart=hit(1)>x</b>",
    "iframe": "<iframe srcdoc=\"<script>parent.hit('frame')</script>\"></iframe>",
    "object": "<object data='data:text/html,<script>parent.hit(1)</script>'></object>",
    "form": "<form action=javascript:hit(1)><button>x</button></form><button formaction=javascript:hit(1)>x</button>",
    "anchor": "<a href=javascript:hit('anchor')>x</a>",
    "closes": "</code></pre></p></div></title></textarea></style></script><img src=x onerror=hit('closes')>",
    "comment": "--><img src=x onerror=hit(1)><!--",
    "comment short": "<!--><img src=x onerror=hit('comment')>-->",
    "cdata": "<![CDATA[><img src=x onerror=hit(1)>]]>",
    "instruction": "<?x ><img src=x onerror=hit(1)> ?>",
    "declaration": "<!x ><img src=x onerror=hit(1)>",
    "entities": "&lt;img src=x onerror=hit(1)&gt; &#60;script&#62;hit(1)&#60;/script&#62;",
    "meta": "<meta http-equiv=refresh content='0;url=javascript:hit(1)'><base href=https://elsewhere.example/>",
    "link": "<link rel=stylesheet href=https://elsewhere.example/a.css><img src=https://elsewhere.example/a.png>",
    "mermaid": "<pre class=mermaid>graph TD</pre>",
    "theme": "<a id=__config>{}</a><div class='md-dialog md-overlay'>x</div><img name=currentScript id=kbServed>",
    "stash": "\x02wzxhzdk:0\x03<img src=x onerror=hit(1)>\x02klzzwxh:0000\x03",
}
"""Ways to act, as HTML."""

ADDRESSES = {
    "plain": "javascript:hit('a')",
    "case": "JaVaScRiPt:hit(1)",
    "blank": " javascript:hit(1)",
    "control": "\x01javascript:hit(1)",
    "tab": "java\tscript:hit(1)",
    "line": "java\nscript:hit(1)",
    "entity": "&#106;avascript:hit(1)",
    "hex entity": "&#x6A&#x61vascript&colon;hit(1)",
    "tab entity": "java&Tab;script:hit(1)",
    "line entity": "java&NewLine;script&#58;hit(1)",
    "percent": "javascript:%68it(1)",
    "percent scheme": "%6Aavascript:hit(1)",
    "slashes": "javascript://elsewhere.example/%0Ahit(1)",
    "escape": "javascript\\:hit\\(1\\)",
    "vbscript": "vbscript:hit(1)",
    "data": "data:text/html,<script>parent.hit(1)</script>",
    "data base64": "data:text/html;base64,PHNjcmlwdD5vcGVuZXIuaGl0KDEpPC9zY3JpcHQ+",
    "data svg": "data:image/svg+xml,<svg/onload=hit(1)>",
    "blob": "blob:javascript:hit(1)",
    "zero width": "java\u200bscript:hit(1)",
    "view": "view-source:javascript:hit(1)",
}
"""Addresses that run, or would where one step decodes what another looked at."""

CONSTRUCTS = {
    # CommonMark: what comes before all
    "tab": "\tfirst\n\n-\t{0}",
    "escape": "\\{0} \\\\{0}",
    "entity": "&amp;{0} &#0; &#xD800;",
    # leaf blocks
    "break": "* * *\n{0}\n___",
    "heading": "# {0} #",
    "heading deep": "###### {0}",
    "underlined": "{0}\n===\n\n{0}\n---",
    "indented": "    {0}",
    "fence": "```\n{0}\n```",
    "fence tilde": "~~~ html\n{0}\n~~~",
    "fence info": "``` {0}\nx\n```",
    "fence open": "```\n{0}",
    "html script": "<pre>\n{0}\n</pre>",
    "html comment": "<!-- {0} -->",
    "html block": "<div>\n{0}\n</div>",
    "html inside": "<div\n{0}>\n\n*x*\n\n</div>",
    "html blank": "<div>\n\n{0}\n\n</div>",
    "html other": "<x-y>\n{0}\n</x-y>",
    "definition": "[x]: <y> '{0}'\n\n[x]",
    "definition label": "[{0}]: y\n\n[{0}]",
    "paragraph": "one\n   {0}\ntwo",
    # container blocks
    "quote": "> {0}\n> > {0}",
    "list": "- {0}\n\n    {0}\n\n1. {0}",
    "list empty": "-\n  {0}\n*\n{0}",
    # inlines
    "code": "`{0}` ``{0} ` ``",
    "code open": "`{0} ``",
    "emphasis": "*{0}* **{0}** ***{0}*** _{0}_ __{0}__",
    "link text": "[{0}](y)",
    "link title": "[x](y \"{0}\") [x](y '{0}')",
    "link address": "[x](<{0}>) [x]({0})",
    "image text": "![{0}](y.png)",
    "image title": "![x](y.png \"{0}\")",
    "image address": "![x](<{0}>)",
    "autolink": "<https://elsewhere.example/{0}> <mailto:x{0}>",
    "html in line": "x <b title=\"{0}\">y</b> <b {0}>z</b>",
    "hard break": "x  \n{0}\\\n{0}",
    # what the sites' extensions read
    "table": "| {0} | b |\n|:--|--:|\n| {0} | `{0}` |",
    "footnote": "x[^1]\n\n[^1]: {0}\n    {0}",
    "footnote label": "x[^{0}]\n\n[^{0}]: y",
    "footnote itself": "x[^1]\n\n[^1]: {0} [^1]",
    "admonition": "!!! note \"{0}\"\n    {0}",
    "admonition kind": "!!! {0}\n    x",
    "details": "??? note \"{0}\"\n    {0}",
    "details open": "???+ {0} \"x\"\n    y",
    "task": "- [x] {0}\n- [ ] {0}",
    "fence attributes": "```{{.python title=\"{0}\" onclick=\"hit(1)\"}}\nx\n```",
    "fence options": "```python title=\"{0}\" hl_lines=\"1\" linenums=\"1\"\nx = '{0}'\n```",
    # what others would read
    "attributes": "x {{: onclick=hit(1) title=\"{0}\" }}\n\n# y {{#z onmouseover=hit(1)}}",
    "attributes of a link": "[x](y){{: href=\"javascript:hit(1)\" {0} }}",
    "markdown inside": "<div markdown=\"1\" onclick=\"hit(1)\">\n{0}\n</div>",
    "tabs": "=== \"{0}\"\n\n    {0}",
    "abbreviation": "*[HTML]: {0}\n\nHTML",
    "snippet": "--8<-- \"{0}\"",
    "list of definitions": "{0}\n:   {0}",
    "changes": "{{++{0}++}} {{--{0}--}} {{>>{0}<<}}",
    "marks": "=={0}== ~~{0}~~ ^{0}^ ++{0}++",
    "formula": "$`{0}`$ \\({0}\\) $$\n{0}\n$$",
    "template": "{{{{ {0} }}}} {{% raw %}}{0}{{% endraw %}}",
    "wiki": "[[{0}]] [[x|{0}]]",
    "front matter": "---\ntitle: {0}\n---\n{0}",
}  # fmt: skip

LINKS = {
    "link": "[x]({0})",
    "angle": "[x](<{0}>)",
    "title": "[x]({0} \"y\")",
    "image": "![x]({0})",
    "image linked": "[![x](y.png)]({0})",
    "reference": "[x][r]\n\n[r]: {0}",
    "reference angle": "[x]\n\n[x]: <{0}> 'y'",
    "autolink": "<{0}>",
    "anchor": "<a href=\"{0}\">x</a>",
    "anchor bare": "<a href={0}>x</a>",
    "picture": "<img src='{0}' srcset='{0} 1x'>",
    "vector": "<svg><a xlink:href=\"{0}\"><text y=9>x</text></a></svg>",
    "area": "<map><area href=\"{0}\"></map><form action=\"{0}\"></form>",
    "frame": "<iframe src=\"{0}\"></iframe><embed src=\"{0}\"><object data=\"{0}\"></object>",
    "quote": "<blockquote cite=\"{0}\">x</blockquote><body background=\"{0}\">",
}  # fmt: skip

NAUGHTY = (
    "", " ", ".", "..", "/", "\\", "-", "---", "***", "null", "None", "true", "0", "-1", "1e309", "NaN",
    "a\x00b", "a\x01\x02\x03b", "a\x1b[31mb", "a\x7fb\x85c", "a\r\nb", "a\rb", "a\u2028b\u2029c", "a\ufeffb", "a\ufffeb",
    "\u202egnp.exe", "\u2066x\u2069 \u061c", "a\u200bb\u200dc\u2060d", "\u00ad\u180e", "e\u0301\u0301\u0301" * 40,
    "Z\u0351\u036b\u0343\u036a\u0302\u036bA\u0334\u0335", "\U0001f469\u200d\U0001f469\u200d\U0001f467 \U0001f1f5\U0001f1f1",
    "\U000e0041\U000e007f", "\uff1cscript\uff1ehit(1)\uff1c/script\uff1e", "\u0130\u0131\u1e9e\ufb01", "\ud7ff\ue000\uffff",
    "w" * 5000, "wo rd " * 800, "\u05d0\u05d1\u05d2 abc \u0627\u0644\u0639", "\u0e01\u0e33" * 50,
    "{{ 7 * 7 }}", "{% include '/etc/passwd' %}", "${7*7}", "#{7*7}", "%s %n %d", "{0} {x}", "<%= 7 %>", "$(id)", "`id`",
    "=1+1", "=cmd|' /C calc'!A0", "@SUM(1)", "+1", "-1+1", "\t=1",
    "title: x", "- x", "key: [a, b", "!!python/object:os.system", "&a *a", "? x", "|", "> x", "'", '"', "''", "'\"", ": #",
    "]]>", "--><!--", "*/", "<!--#exec cmd='id'-->", "&lt;b&gt;", "&amp;lt;", "&#0;", "&bogus;", "%00", "%3Cscript%3E", "\\u003cscript",
    "../../etc/passwd", "C:\\x\\y", "CON", "file.md", "index", "__proto__", "constructor", "hasOwnProperty", "toString",
    "http://elsewhere.example", "//elsewhere.example", "a@b.example", "#", "?q=1&x=2", "; DROP TABLE x", "' OR 1=1 --",
)  # fmt: skip
"""Texts that nobody meant to act and that break what reads them carelessly; none of them is text from elsewhere."""


def texts() -> Iterator[tuple[str, str]]:
    """Yield each text with a name: every act in every construct, every address in every link."""
    for construct, template in CONSTRUCTS.items():
        for act, html in ACTS.items():
            yield f"{construct}, {act}", template.format(html)
    for link, template in LINKS.items():
        for name, address in ADDRESSES.items():
            yield f"{link}, {name}", template.format(address)


def lines() -> tuple[str, ...]:
    """Give what may stand on one line, as a title or a tag does: acts, links, naughty strings."""
    links = (f"[x]({address})" for address in ADDRESSES.values())
    return (*ACTS.values(), *links, *NAUGHTY)
