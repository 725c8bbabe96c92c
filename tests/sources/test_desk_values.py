"""What stands in the objects of a service desk, whatever it is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.model.incident import Person
from kb.sources import desk_values

anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)


@given(anything)
def test_nothing_that_may_stand_there_raises(value):
    for read in (
        desk_values.text,
        desk_values.line,
        desk_values.number,
        desk_values.moment,
        desk_values.prose,
        desk_values.ident,
    ):
        read(value)
    list(desk_values.addressed(value))
    list(desk_values.attachments(value))
    desk_values.somebody(value)


@pytest.mark.parametrize("text", ["(" * 498 + "@", "<" * 400 + "@", '"' * 300 + "@"])
def test_absurd_addresses_are_survived(text):
    list(desk_values.addressed(text))


def test_an_address_names_somebody():
    assert list(desk_values.addressed("Jane Smith <jane@example.com>")) == [
        Person(name="Jane Smith", email="jane@example.com")
    ]
