"""When a conversation is an incident, when it is solved, and by which of its messages."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.config import ChatSettings
from kb.model.incident import ResolutionKind
from kb.sources.threads import Message, asks, headline, is_tick, joined, judge, says_solved
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
        "Brak dostępu do portalu",
        "payroll report can’t be opened",  # the apostrophe that phones write
        "The page is blank",
        "Nothing happens when I click on save",
        "Printing works fine, the export fails",
        "It was fixed on Monday but the export fails again",
        "heads up: login is broken for Berlin",
        "Can someone approve my time sheet please",
        "Anyone else locked out",
        ":wave: @here Good morning all, how do I open it",
    ],
)
def test_questions_and_trouble_are_recognised(text):
    assert asks(text)


@pytest.mark.parametrize(
    "text",
    [
        "Good morning everyone.",
        "Release 4 is live.",
        "Lunch at noon",
        "",
        "Danke schön",
        "See https://example.com/?id=3",  # a question mark in an address asks nothing
        "No issues today, thanks all",
        "Keine Probleme mehr im Portal",
        "FYI the login issue is fixed",
        "Planned maintenance on Saturday, the portal is down from 8",
        "Do not forget the time sheets.",
        "Help desk is closed tomorrow",
        "Comment on the draft please",
        "La règle est simple",
    ],
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
        "Ça marche maintenant, merci",
        "c’est résolu",
        "ya funciona, gracias",
        "Sí, ya funciona",
        "Już działa",
        "Problem rozwiązany, dzięki",
        "Das Problem wurde heute Nacht behoben",
        "No, works now",  # a denial of something else
        "Not sure why, but it works now",
        "No longer an issue",
        "After the restart it works now",
        "I can log in again",
        "Resolved by restarting the service on node four",
        ":white_check_mark:",
        "✅ done",
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
        "It isn’t fixed now",
        "that didn’t fix it",
        "ça marche pas",
        "geht jetzt nicht",
        "geht jetzt immer noch nicht",
        "C’est la règle",
        "Ça marche, je regarde demain",  # in French chats this says "all right"
        "We need this resolved by Friday",
        "should be fixed now",
        "is it fixed now",
        "If you clear the cache, it works again",
        "It worked before the upgrade",
        "I can see the error again",
        "working on it",
        "Resolved tickets are archived",
        "back up your files first",
        "> that fixed it",  # somebody else's words
        "the state is `resolved`",
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
        (talk("jane: Who knows?"), "message without a thread"),
        (talk("jane: Lunch at noon.", "bob: Great."), "thread: no question"),
        (talk("jane: Lunch at noon.", "bob: Where?"), "thread: no question"),
        (talk("jane: @here Release 4 is live.", "bob: Great."), "thread: announcement"),
        (talk("jane: FYI the login issue is fixed", "bob: Great."), "thread: announcement"),
        (talk("jane: Reminder: time sheets", "bob: Done."), "thread: announcement"),
        (talk("jane: Planned downtime on Sunday", "bob: ok"), "thread: announcement"),
        (talk("jane: Who knows?", "jane: Anyone?"), "thread: no replies"),
        (talk("jane: Who knows?", "bot: I am a bot"), "thread: no replies"),
        (talk("bot: Job failed", "bot: Job failed again"), "bots only"),
        ([], "bots only"),
    ],
)
def test_what_is_no_incident_says_why(messages, reason):
    assert judge(messages, SETTINGS).reason == reason


def test_more_replies_can_be_asked_for():
    thread = talk("jane: Who knows?", "bob: Me, I do know that.")

    assert judge(thread, SETTINGS).reason == ""
    assert judge(thread, ChatSettings(min_replies=2)).reason == "thread: no replies"


def test_a_greeting_may_stand_in_front_of_the_question():
    verdict = judge(
        talk("jane: Hi all!", "jane: the export fails", "bob: Clear the filter please."), SETTINGS
    )
    answered = judge(talk("jane: Hi all!", "bob: Hi, where does the export fail?"), SETTINGS)

    assert (verdict.reason, verdict.asked) == ("", 1)
    assert answered.reason == "thread: no question"  # the question is somebody else's


def test_people_of_one_name_are_told_apart():
    thread = [
        Message(at=None, author="Jane Smith", who="U1", text="It fails"),
        Message(at=None, author="Jane Smith", who="U2", text="Clear the cache, please."),
    ]

    assert judge(thread, SETTINGS).reason == ""


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("Hi all,\nthe export fails", "the export fails"),
        ("Hello team! How do I open it", "How do I open it"),
        ("@here Hi Bob, can you look? It is slow", "Can you look? It is slow"),
        ("```\nTrace\n```\nwhy?", "why?"),
        ("> old words\nIt fails", "It fails"),
        ("All payslips are empty", "All payslips are empty"),
        ("Hi-res pictures are empty", "Hi-res pictures are empty"),
        ("```only code```", "```only code```"),
        ("fails " * 100, "fails " * 49 + "fails \u2026"),
        ("", ""),
    ],
)
def test_the_title_is_the_line_that_asks(text, title):
    assert headline(text) == title


@pytest.mark.parametrize(
    "name", ["white_check_mark", "heavy_check_mark", "\u2714", "\u2705", "Done", ":fixed:"]
)
def test_ticks_are_known_by_name_and_by_character(name):
    assert is_tick(name, SETTINGS)
    assert not is_tick("eyes", SETTINGS)


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
        # a tick on words of thanks means what came before
        (talk("jane: It fails", "bob: Clear the cache and sign in.", "jane: that fixed it!", ticks=(2,)), 1),
        # who ticks the asker's own finding means that
        (
            talk(
                "jane: It fails", "bob: Any luck?", "jane: The badge was expired, got a new one.", ticks=(2,)
            ),
            2,
        ),
        # somebody else who was helped too
        (
            talk(
                "jane: It fails",
                "bob: Clear the cache, sign in.",
                "ada: Thanks Bob, that worked for me in Rome too",
            ),
            1,
        ),
        # somebody else who tells more
        (
            talk(
                "jane: It fails",
                "bob: No idea, sorry about it.",
                "ada: Had it too, deleted the cookies, works now",
            ),
            2,
        ),
        # a promise is no answer
        (
            talk(
                "jane: It fails",
                "bob: Reset the password twice.",
                "ada: I will look into it.",
                "jane: works now",
            ),
            1,
        ),
        (
            talk(
                "jane: It fails", "bob: Let me have a look please", "jane: Never mind, VPN was off, works now"
            ),
            2,
        ),
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


@pytest.mark.parametrize(
    ("last", "solved"),
    [
        ("bob: Great. If it is still broken tomorrow, call me", True),
        ("bob: Is it still broken?", True),
        ("ada: same error again here", False),
        ("jane: that did not fix it", False),
        ("ada: that did not fix my screen", True),  # only the one who asked takes it back with so little
        ("jane: doch, es geht immer noch nicht", False),
        ("jane: ça ne marche toujours pas", False),
        ("jane: sigue sin funcionar", False),
        ("jane: nadal nie działa", False),
    ],
)
def test_only_trouble_that_goes_on_reopens(last, solved):
    thread = talk("jane: It fails", "bob: Clear the cache and sign in.", "bob: Fixed now.", last)

    assert judge(thread, SETTINGS).solved is solved


def test_a_tick_on_the_first_message_has_no_date():
    solved = talk(
        "jane: It fails", "bob: Clear it.", "jane: still broken", "bob: Now restart the client.", ticks=(0,)
    )
    complains = talk("jane: It fails", "bob: Clear it.", "jane: still broken", ticks=(0,))

    verdict = judge(solved, SETTINGS)

    assert (verdict.solved, verdict.answer, verdict.solved_at) == (True, 3, at("2026-03-01 10:03"))
    assert not judge(complains, SETTINGS).solved


def test_an_answer_in_several_messages_is_told_whole():
    thread = talk(
        "jane: How do I reset my badge?",
        "bob: Let me check that quickly.",
        "bob: Open the settings of your profile.",
        "bob: Then press reset badge twice.",
        "jane: that worked, thanks",
    )

    verdict = judge(thread, SETTINGS)

    assert verdict.told == (2, 3)
    assert (
        joined(thread, verdict.told) == "Open the settings of your profile.\n\nThen press reset badge twice."
    )


def test_a_way_around_is_a_workaround():
    thread = talk("jane: It fails", "bob: As a workaround use the other browser.", "jane: that worked")

    assert judge(thread, SETTINGS).kind is ResolutionKind.WORKAROUND


@pytest.mark.parametrize(
    "text", ["Wait until the job has run, then sign in.", "There is no workaround, we restarted the server."]
)
def test_a_fix_that_speaks_of_time_is_a_fix(text):
    assert (
        judge(talk("jane: It fails", f"bob: {text}", "jane: that worked"), SETTINGS).kind
        is ResolutionKind.FIX
    )


@given(st.lists(st.tuples(st.sampled_from("abc"), st.text(max_size=40), st.booleans()), max_size=6))
def test_any_conversation_is_judged(said):
    messages = [Message(at=None, author=who, text=text, ticked=ticked) for who, text, ticked in said]

    verdict = judge(messages, SETTINGS)

    assert bool(verdict.reason) <= (not verdict.solved)
    assert verdict.answer is None or 0 < verdict.answer < len(messages)


@pytest.mark.parametrize(
    "word", ["not ", "is fixed if ", "a", "hi ", "?", "(", ": ", "`", "@x ", "https:", "can i "]
)
def test_long_texts_are_judged_quickly(word):
    long = word * 200_000
    begun = time.process_time()

    judge(talk(f"jane: {long}?", f"bob: {long}", f"jane: works now {long}"), SETTINGS)
    headline(long)

    assert time.process_time() - begun < 2
