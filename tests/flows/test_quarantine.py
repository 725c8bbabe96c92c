"""One text that takes too long is told and left out, and the build goes on."""

import json
import resource
from pathlib import Path

import pytest

from kb import config
from kb.flows import quarantine
from kb.flows.quarantine import verdicts
from kb.io.trial import POSTPONED, refused
from tests.site.slow import DEEP, SLOW, swift
from tests.support.workspace import Done, kb


def a_page(root: Path, name: str, text: str) -> None:
    (root / "content" / "guides").mkdir(exist_ok=True)
    (root / "content" / "guides" / f"{name}.md").write_text(
        f"---\ntitle: About {name}\naudience: support\n---\n\n## Kept\n\n{text}\n"
    )


def work() -> float:
    """Seconds of processor time that processes started here have taken so far."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("quarantine")
    assert kb(folder, "init", "kb").code == 0
    root = folder / "kb"
    a_page(root, "brackets", SLOW["brackets"])
    a_page(root, "lists", SLOW["lists"])
    a_page(root, "many links", "[one](brackets.md#kept) " * 400)
    return root


@pytest.fixture(scope="module")
def built(root: Path) -> Done:
    return kb(root, "build", "--json")


def text_of(root: Path, page: str) -> str:
    (path,) = root.glob(f"site/support/guides/{page}/index.html")
    return path.read_text()


def test_the_build_goes_on_and_names_them(root: Path, built: Done) -> None:
    assert built.code == 0
    assert [each["file"] for each in built.json["warnings"]] == [
        "content/guides/brackets.md",
        "content/guides/lists.md",
    ]
    for page in ("brackets", "lists"):
        assert "This page cannot be shown" in text_of(root, page)
        assert f"About {page}</h1>" in text_of(root, page).replace('<a class="headerlink"', "</h1><a")
    assert "[[[[" not in text_of(root, "brackets")


def test_what_only_looks_slow_is_shown(root: Path, built: Done) -> None:
    """It links to a heading of a page that is not shown, which is still there."""
    assert text_of(root, "many links").count('href="../brackets/#kept"') == 400


def test_each_text_is_tried_once(root: Path, built: Done) -> None:
    (cache,) = root.glob(".kb/cache/trials.json")
    tried = json.loads(cache.read_text())
    assert sorted(map(bool, tried.values())) == [False, True, True]
    cache.write_text(json.dumps(dict.fromkeys(tried, "is remembered")))

    again = kb(root, "build", "--dry-run", "--json")

    assert {each["message"] for each in again.json["warnings"]} == {"is remembered"}
    cache.write_text(json.dumps(tried))


def test_a_dry_run_remembers_nothing(root: Path, built: Done) -> None:
    (cache,) = root.glob(".kb/cache/trials.json")
    before = cache.read_bytes()
    cache.unlink()

    done = kb(root, "build", "--dry-run")

    assert "warning: content/guides/brackets.md takes more than 2 seconds to render" in done.err
    assert not cache.exists()
    cache.write_bytes(before)


def test_a_check_finds_them(root: Path, built: Done) -> None:
    done = kb(root, "check", "--json")

    assert [(each["path"], each["severity"]) for each in done.json["items"] if each["code"] == "KB124"] == [
        ("content/guides/brackets.md", "warning"),
        ("content/guides/lists.md", "warning"),
    ]


def test_the_budget_is_of_work_and_ends_in_the_middle_of_a_pattern(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Texts that take minutes each are given up after their seconds, on all cores; those nested too deeply fail at once."""
    monkeypatch.setattr(quarantine, "BUDGET", 1.0)
    settings = config.load(root)
    started = work()

    found = verdicts({**SLOW, **DEEP, **swift()}, settings, keep=False)

    assert set(found) == {*SLOW, *DEEP}
    assert work() - started < len(SLOW) * 1.2 + len(DEEP) + 10  # on an idle machine and on a busy one


def test_many_slow_texts_cost_a_build_little(root: Path) -> None:
    """Texts that fail share their seconds; what is left over is postponed, unless it turns out to be quick."""
    slow = {f"slow {number:03}": f"{SLOW['brackets']}{number}" for number in range(40)}
    quick = {f"quick {number}": f"{swift()['site']}\n{number}\n" for number in range(3)}
    started = work()

    found = refused(root / "mkdocs.yml", slow | quick, seconds=1.0, shared=1.0)

    assert found is not None and set(found) == set(slow)
    assert 1 <= list(found.values()).count("takes more than 1 seconds to render") < 10
    assert list(found.values()).count(POSTPONED) > 30
    assert work() - started < 20  # all of them would take 40


def test_what_was_postponed_is_no_verdict(root: Path, built: Done, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is hidden for now, told as waiting, and tried again."""
    settings = config.load(root)
    (cache,) = root.glob(".kb/cache/trials.json")
    before = cache.read_bytes()
    monkeypatch.setattr(quarantine, "refused", lambda _, texts, **__: dict.fromkeys(texts, POSTPONED))
    assert set(verdicts({"new": SLOW["links"]}, settings, keep=True).values()) == {POSTPONED}
    assert cache.read_bytes() == before
    monkeypatch.setattr(quarantine, "refused", lambda _, texts, **__: {})

    assert verdicts({"new": SLOW["links"]}, settings, keep=False) == {}
    assert verdicts({"new": SLOW["links"]}, settings, keep=False, trials=False) == {"new": POSTPONED}


def test_what_is_just_not_too_deep_for_a_trial_is_not_for_the_generator(root: Path) -> None:
    """The generator stands in more calls of its own; a text that passes must not end the build there."""
    depths = {str(depth): "*a _b " * depth + "b_ a* " * depth for depth in range(300, 500, 4)}
    found = refused(root / "mkdocs.yml", depths, seconds=5.0, shared=5.0)
    assert found is not None and 0 < len(found) < len(depths)
    deepest = max((name for name in depths if name not in found), key=int)
    a_page(root, "deepest", depths[deepest])

    done = kb(root, "build", "--json")
    (root / "content" / "guides" / "deepest.md").unlink()

    assert (done.code, len(done.json["warnings"])) == (0, 2), done.err


def test_a_broken_configuration_is_for_the_build_to_tell(tmp_path: Path) -> None:
    assert kb(tmp_path, "init", "kb").code == 0
    root = tmp_path / "kb"
    a_page(root, "brackets", SLOW["brackets"])
    (root / "mkdocs.yml").write_text("site_name: x\ntheme: {name: nowhere}\n")

    done = kb(root, "build")

    assert done.code == 4
    assert "nowhere" in done.err
