"""
What each runtime dependency costs to import, beside an empty interpreter in the same run.

Run by hand: `.venv/bin/python -m tests.bench.imports`.
"""

import statistics
import subprocess
import sys
import time

MODULES = (
    "apprise", "babel.core", "bagit", "bs4", "charset_normalizer", "click", "defusedxml.ElementTree", "duckdb", "fpdf", "git", "icalendar", "jinja2", "leather", "markdownify", "mkdocs.config", "nh3", "openpyxl", "phonenumbers", "psycopg", "pyrage", "pymdownx.superfences", "rfc3161_client", "rich.progress", "snowballstemmer",
    "starlette.applications", "stdnum.iban", "tantivy", "uvicorn", "whoosh.index", "yaml",
)  # fmt: skip


def seconds(code: str) -> float:
    """Time one interpreter that runs the code."""
    start = time.perf_counter()
    subprocess.run([sys.executable, "-c", code], check=True)
    return time.perf_counter() - start


def main() -> None:
    """Print the medians of nine pairs, as a ratio to the empty interpreter."""
    for module in MODULES:
        pairs = [(seconds("pass"), seconds(f"import {module}")) for _ in range(9)]
        empty = statistics.median(pair[0] for pair in pairs)
        full = statistics.median(pair[1] for pair in pairs)
        print(f"{module:24} {full / empty:5.1f} ×  (+{(full - empty) * 1000:.0f} ms)")


if __name__ == "__main__":
    main()
