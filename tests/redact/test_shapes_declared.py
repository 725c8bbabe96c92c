"""Patterns that a project declares: none may keep the harvest busy for ever."""

import time

import pytest

from kb.errors import ConfigError
from kb.redact.declared import compile_declared


@pytest.mark.parametrize(
    "pattern",
    [
        r"(a+)+b",
        r"(?:\w+\s?)*X",
        r"(a|aa)+$",
        r"(\d?){50}X",
        r"\d+\d+X",
        r".*EMP.*\d",
        r"\w+-\w+-\w+X",
        r"(?P<x>(?:[A-Z]{1,9}){1,9})!",
    ],
)
def test_a_pattern_that_can_be_slow_is_refused_with_its_reason(pattern: str) -> None:
    with pytest.raises(ConfigError, match=r"redact\.patterns holds .*busy for hours") as refused:
        compile_declared(pattern)

    assert "how often at most" in str(refused.value.hint)


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        (r"TB-\d{6}", "TB-123456"),
        (r"\bNW-\d+\b", "NW-4711"),
        (r"[A-Z]+-\d+", "ABC-12"),
        (r"(?:CAND|EMP)[-_]?\d{4,8}", "EMP_00123"),
        (r"(?i)projekt[ -]\w+", "PROJEKT falke"),
        (r"(?:\d{4}-){3}\d{4}", "1234-1234-1234-1234"),
        (r"SECRET:.*", "SECRET:" + "x y " * 900),
        (r"[]^\]]{2,3}x\{", "]^x{"),
        (r"(?<=ID )(?P<n>\d{4})(?=;)", "4711"),
        (r"a{2,}b", "aaab"),
        (r"x(?#comment)\d+?;", "x12;"),
    ],
)
def test_a_pattern_that_is_quick_finds_what_it_says(pattern: str, text: str) -> None:
    found = compile_declared(pattern).search(f"ID {text};" if "<=" in pattern else text)

    assert found is not None
    assert found.group() == text


@pytest.mark.parametrize("pattern", [r"\d+X", r"[A-Z]+-\d+X", r"(?:[a-z]{1,8}[-_]?){1,2}\d{4}"])
def test_what_is_accepted_takes_time_in_proportion(pattern: str) -> None:
    compiled = compile_declared(pattern)

    def seconds(size: int) -> float:
        start = time.process_time()
        for seed in ("1", "A", "a", "A-1", "a-"):
            assert compiled.search((seed * size)[:size]) is None
        return time.process_time() - start

    short = seconds(10_000)

    assert any(seconds(80_000) < max(20 * short, 0.2) for _ in range(3))
