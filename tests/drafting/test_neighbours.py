"""What is alike is found without looking at everything, and what is near comes first."""

from kb.drafting.likeness import unit
from kb.drafting.neighbours import CROWD, TOP, Index, top


def test_the_most_alike_come_first_and_no_more_than_asked() -> None:
    index: Index[int] = Index()
    index.add(1, unit({"offer": 1, "letter": 1, "blank": 1}))
    index.add(2, unit({"offer": 1, "letter": 1}))
    index.add(3, unit({"payslip": 1}))

    assert index.near(unit({"offer": 1, "letter": 1}), most=5, least=0.1) == [2, 1]
    assert index.near(unit({"offer": 1, "letter": 1}), most=1, least=0.1) == [2]
    assert index.near(unit({"offer": 1, "letter": 1}), most=5, least=0.9) == [2]


def test_what_is_equally_alike_comes_in_the_order_of_its_keys() -> None:
    index: Index[str] = Index()
    for key in ("c", "a", "b"):
        index.add(key, unit({"offer": 1}))

    assert index.near(unit({"offer": 1}), most=2, least=0) == ["a", "b"]


def test_a_vector_is_filed_under_its_weightiest_terms() -> None:
    vector = {f"term{number:02}": float(number) for number in range(40)}

    assert list(top(vector)) == [f"term{number:02}" for number in range(39, 39 - TOP, -1)]


def test_a_term_that_all_hold_leads_to_the_first_of_them() -> None:
    index: Index[int] = Index()
    for number in range(CROWD + 100):
        index.add(number, unit({"please": 1}))

    assert index.near(unit({"please": 1}), most=CROWD + 100, least=0.1) == list(range(CROWD))


def test_what_is_filed_again_stands_as_it_was_filed_last() -> None:
    index: Index[str] = Index()
    index.add("a", {"offer": 0.1})
    index.add("a", {"offer": 0.9})

    assert index.near({"offer": 1.0}, most=1, least=0.5) == ["a"]
