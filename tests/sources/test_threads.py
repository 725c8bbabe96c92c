"""When a conversation is an incident, when it is solved, and by which of its messages."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.config import ChatSettings
from kb.model.incident import ResolutionKind
from kb.sources.threads import Message, asks, judge, says_solved
from tests.support.build import at

SETTINGS = ChatSettings()


def talk(*said: str, ticks: tuple[int, ...] = ()) -> list[Message]:
    """Make a conversation of `who: words`; `ticks` are the places of messages somebody ticked."""
    return [
        Message(
            at=at(f"2026-03-01 10:{place:02}"),
            author=words.partition(": ")[0],
            text=words.partition(": ")[2],
            ticked=place in ticks,
            is_bot=words.startswith("bot"),
        )
        for place, words in enumerate(said)
    ]


@pytest.mark.parametrize(
    "text",
    [
        "Who has the bridge?",
        "Hi all, how do I open the payslip",
        "The payslip fails with WDR-1",
        "payroll report not working since noon",
        "Die Stempeluhr geht nicht",
        "Hallo, kann jemand den Report öffnen",
        "Le portail est en panne",
        "No funciona el acceso",
        "Portal nie działa",
    ],
)
def test_questions_and_trouble_are_recognised(text):
    assert asks(text)


@pytest.mark.parametrize(
    "text", ["Good morning everyone.", "Release 4 is live.", "Lunch at noon", "", "Danke schön"]
)
def test_news_and_greetings_are_not(text):
    assert not asks(text)


@pytest.mark.parametrize(
    "text",
    [
        "That fixed it, thanks!",
        "works now",
        "Great, it's working again.",
        "solved",
        "Thanks. That did the trick.",
        "geht jetzt wieder, danke",
        "Hat geholfen!",
        "Ça marche, merci",
        "ya funciona, gracias",
        "Już działa",
    ],
)
def test_words_of_relief_are_recognised(text):
    assert says_solved(text)


@pytest.mark.parametrize(
    "text",
    [
        "That did not fix it and it is not solved",
        "It still isn't fixed now",
        "Is it fixed now?",
        "Let me know if it works now",
        "once it is fixed we go home",
        "geht noch nicht, ist nicht behoben",
        "Hopefully resolved tomorrow",
        "ça ne marche pas, pas résolu",
        "unresolved",
        "",
    ],
)
def test_negations_questions_and_conditions_are_not(text):
    assert not says_solved(text)


def test_a_project_may_add_its_own_words():
    assert not says_solved("Bingo!")
    assert says_solved("Bingo!", ("bingo",))


@pytest.mark.parametrize(
    ("messages", "reason"),
    [
        (talk("jane: Release 4 is live."), "no question"),
        (talk("jane: Release 4 is live.", "bob: Great."), "no question"),
        (talk("jane: Who knows?"), "no replies"),
        (talk("jane: Who knows?", "jane: Anyone?"), "no replies"),
        (talk("jane: Who knows?", "bot: I am a bot"), "no replies"),
        (talk("bot: Job failed", "bot: Job failed again"), "bots only"),
        ([], "bots only"),
    ],
)
def test_what_is_no_incident_says_why(messages, reason):
    assert judge(messages, SETTINGS).reason == reason


def test_more_replies_can_be_asked_for():
    thread = talk("jane: Who knows?", "bob: Me, I do know that.")

    assert judge(thread, SETTINGS).reason == ""
    assert judge(thread, ChatSettings(min_replies=2)).reason == "no replies"


def test_without_a_word_of_relief_it_is_open():
    verdict = judge(talk("jane: It fails", "bob: Try another browser please"), SETTINGS)

    assert (verdict.reason, verdict.solved, verdict.answer) == ("", False, None)


@pytest.mark.parametrize(
    ("messages", "answer"),
    [
        (talk("jane: It fails", "bob: Clear the cache and sign in again.", "jane: That fixed it!"), 1),
        (
            talk("jane: It fails", "bob: Clear the cache and sign in.", "bob: ok", "jane: works now, thanks"),
            1,
        ),
        (
            talk(
                "jane: It fails",
                "bob: Looking into it.",
                "ada: Restart the client, then sign in.",
                ticks=(2,),
            ),
            2,
        ),
        (talk("jane: It fails", "bob: Restart the client, then sign in.", "jane: ok", ticks=(0,)), 1),
        (talk("jane: It fails", "bob: Is the date filled?", "jane: It was empty. Filled it, works now."), 2),
        (
            talk(
                "jane: It fails",
                "bob: Give me a minute please.",
                "bob: Fixed now, the job was stuck, I restarted it by hand.",
            ),
            2,
        ),
        (talk("jane: It fails", "bob: ok", "jane: works now"), 1),
    ],
)
def test_the_message_that_helped_is_found(messages, answer):
    verdict = judge(messages, SETTINGS)

    assert (verdict.solved, verdict.answer) == (True, answer)
    assert verdict.kind is ResolutionKind.FIX


def test_who_comes_back_reopens_it():
    thread = talk(
        "jane: It fails",
        "bob: Clear the cache and sign in.",
        "jane: works now",
        "jane: still broken on the phone",
    )

    assert not judge(thread, SETTINGS).solved
    assert judge([*thread, *talk("jane: all fixed now")], SETTINGS).solved


def test_a_way_around_is_a_workaround():
    thread = talk("jane: It fails", "bob: As a workaround use the other browser.", "jane: that worked")

    assert judge(thread, SETTINGS).kind is ResolutionKind.WORKAROUND


@given(st.lists(st.tuples(st.sampled_from("abc"), st.text(max_size=40), st.booleans()), max_size=6))
def test_any_conversation_is_judged(said):
    messages = [Message(at=None, author=who, text=text, ticked=ticked) for who, text, ticked in said]

    verdict = judge(messages, SETTINGS)

    assert bool(verdict.reason) <= (not verdict.solved)
    assert verdict.answer is None or 0 < verdict.answer < len(messages)


def test_long_texts_are_judged_quickly():
    thread = talk(
        "jane: " + "not " * 200_000 + "?", "bob: " + "is fixed if " * 50_000, "jane: " + "a" * 500_000
    )

    assert judge(thread, SETTINGS).reason in ("", "no question")
