import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.errors import InputError
from kb.search import accepted

SHOWN = "content/_search/accepted.json"
RUNS = st.dictionaries(
    st.sampled_from(["support", "users"]), st.dictionaries(st.text(max_size=20), st.integers(0, 10))
)


@given(RUNS)
def test_what_is_kept_is_read_back(tmp_path_factory, runs):
    path = tmp_path_factory.mktemp("run") / "accepted.json"

    accepted.save(path, runs)

    assert accepted.load(path, shown=SHOWN) == runs


def test_the_order_of_a_run_does_not_matter_to_its_file():
    assert accepted.render({"users": {"b": 1, "a": 2}, "support": {}}) == accepted.render(
        {"support": {}, "users": {"a": 2, "b": 1}}
    )


def test_each_judgement_is_a_line_of_its_own_so_that_a_change_can_be_reviewed(tmp_path):
    lines = accepted.render({"support": {"servicenow:INC1": 1, "servicenow:INC2": 3}}).splitlines()

    assert '  "servicenow:INC1": 1,' in lines


def test_no_file_is_no_run(tmp_path):
    assert accepted.load(tmp_path / "accepted.json", shown=SHOWN) == {}


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("", 1),
        ("[]", 1),
        ('{"support": 1}', 1),
        ('{"support": {"a": "1"}}', 1),
        ('{"support": {"a": true}}', 1),
        ('{"support": {"a": 11}}', 1),
        ('{"support": {\n<<<<<<< ours\n"a": 1}}', 2),
        ("[" * 100_000, 1),
    ],
)
def test_a_file_that_is_no_run_says_where(tmp_path, text, line):
    path = tmp_path / "accepted.json"
    path.write_text(text)

    with pytest.raises(InputError) as caught:
        accepted.load(path, shown=SHOWN)

    assert str(caught.value).startswith(f"{SHOWN}:{line}: not an accepted run")
