"""What somebody said in a mail, without what stood there before."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.model.prose import clean
from kb.sources import mail_reply, mail_words

SAID = "Please make the letter again."

QUOTED = [
    "On Tue, 8 Sep 2026 at 08:05, Jane Smith <jane@example.com> wrote:\n> The letter is blank.",
    "On Tue, 8 Sep 2026 at 08:05, Jane Smith\n<jane@example.com>\nwrote:\n> The letter is blank.",
    "Am 08.09.2026 um 08:05 schrieb Jane Smith:\n> The letter is blank.",
    "Jane Smith <jane@example.com> schrieb am Di., 8. Sept. 2026, 08:05:\n> The letter is blank.",
    "Le mar. 8 sept. 2026 à 08:05, Jane Smith <jane@example.com> a écrit :\n> The letter is blank.",
    "El mar, 8 sept 2026 a las 8:05, Jane Smith (<jane@example.com>) escribió:\n> The letter is blank.",
    "W dniu 08.09.2026 o 08:05, Jane Smith pisze:\n> The letter is blank.",
    "Il giorno mar 8 set 2026 alle ore 08:05 Jane Smith <jane@example.com> ha scritto:\n> The letter is blank.",
    "Op di 8 sep 2026 om 08:05 schreef Jane Smith <jane@example.com>:\n> The letter is blank.",
    "Den tis 8 sep. 2026 kl 08:05 skrev Jane Smith <jane@example.com>:\n> The letter is blank.",
    "Dne út 8. 9. 2026 v 8:05 Jane Smith napsal(a):\n> The letter is blank.",
    "2026-09-08 8:05 GMT+02:00 Jane Smith <jane@example.com>:\n> The letter is blank.",
    "2026년 9월 8일 (화) 오전 8:05, Jane Smith님이 작성:\n> The letter is blank.",
    "2026年9月8日(火) 8:05 Jane Smith <jane@example.com>:\n> The letter is blank.",
    "-----Original Message-----\nFrom: Jane Smith\nSent: Tuesday\nTo: Help\n\nThe letter is blank.",
    "-----Ursprüngliche Nachricht-----\nVon: Jane Smith\n\nThe letter is blank.",
    "________________________________\nFrom: Jane Smith <jane@example.com>\nSent: Tuesday, 8 September 2026\nTo: Help\nSubject: Letter\n\nThe letter is blank.",
    "Von: Jane Smith <jane@example.com>\nGesendet: Dienstag, 8. September 2026\nAn: Help\nBetreff: Letter\n\nThe letter is blank.",
    "Od: Jane Smith\nOdesláno: úterý 8. září 2026\nKomu: Help\nPředmět: Letter\n\nThe letter is blank.",
    "De : Jane Smith\nEnvoyé : mardi 8 septembre 2026\nÀ : Help\nObjet : Letter\n\nThe letter is blank.",
    "De: Jane Smith\nEnviado el: martes, 8 de septiembre de 2026\nPara: Help\nAsunto: Letter\n\nThe letter is blank.",
    "Od: Jane Smith\nWysłano: wtorek, 8 września 2026\nDo: Help\nTemat: Letter\n\nThe letter is blank.",
    "**From:** Jane Smith\n**Sent:** Tuesday\n**To:** Help\n**Subject:** Letter\n\nThe letter is blank.",
    "Date: Tue, 8 Sep 2026\nSubject: Letter\nFrom: jane@example.com\nTo: help@example.com\n\nThe letter is blank.",
]


@pytest.mark.parametrize("quoted", QUOTED, ids=lambda text: text[:30])
def test_what_is_quoted_is_taken_away(quoted):
    found = mail_reply.read(f"Hello,\n\n{SAID}\n\n{quoted}\n")

    assert found.text == f"Hello,\n\n{SAID}"
    assert "The letter is blank." in found.quoted


def test_an_answer_below_the_quotation_stays():
    text = f"On Tuesday, Jane Smith wrote:\n> The letter is blank.\n> What now?\n\n{SAID}\n"

    assert mail_reply.read(text).text == SAID


def test_answers_between_quoted_lines_stay():
    text = (
        "On Tuesday, Jane Smith wrote:\n> Which template is it?\n\nThe new one.\n\n> And who can see it?\n\n"
        "Everybody in Leeds.\n"
    )

    assert mail_reply.read(text).text == "The new one.\n\nEverybody in Leeds."


def test_answers_inside_a_quotation_without_marks_stay_when_the_text_points_there():
    text = "My answers below in red.\n\n-----Original Message-----\nFrom: Jane\n\nWhich template?\nThe new one.\n"

    assert "The new one." in mail_reply.read(text).text


def test_text_that_only_begins_like_a_quotation_stays():
    text = "On your computer the letter is blank.\n\nFrom: is the field to fill in.\n\nHe wrote: nothing."

    assert mail_reply.read(text).text == text


@pytest.mark.parametrize(
    "text", ["From: Leeds\nTo: London\nDate: 5 May\n\nIs refused.", "Data: 12 rows\n\nAre missing."]
)
def test_what_somebody_filled_in_stays(text):
    assert mail_reply.read(f"My journey:\n\n{text}").text == f"My journey:\n\n{text}"


@pytest.mark.parametrize(
    "signature",
    [
        "-- \nBob Roy\nHR help\n+44 20 7946 0000",
        "--\nBob Roy",
        "Kind regards,\nBob Roy\nHR help",
        "Mit freundlichen Grüßen\n\nBob Roy",
        "Cordialement,\nBob Roy",
        "Un saludo,\nBob Roy",
        "Pozdrawiam\nBob Roy",
        "Thanks,\nBob Roy",
        "Viele Grüße\nBob Roy\n\nSent from my iPhone",
        "- Bob Roy",
    ],
)
def test_a_signature_is_taken_away_and_its_name_kept_for_redaction(signature):
    found = mail_reply.read(f"{SAID}\n\n{signature}\n")

    assert found.text == SAID
    assert mail_reply.names(found.signature) == ["Bob Roy"]


@pytest.mark.parametrize(
    "line",
    ["Sent from my iPhone", "Get Outlook for Android", "Von meinem Handy gesendet", "Envoyé de mon iPhone",
     "Enviado desde mi móvil", "Wysłane z telefonu", "Sent via my BlackBerry"],
)  # fmt: skip
def test_what_a_phone_adds_is_taken_away(line):
    assert mail_reply.read(f"{SAID}\n\n{line}\n").text == SAID


@pytest.mark.parametrize(
    "text",
    [
        "Thanks for the letter.\n\nIt is blank all the same.\n- on the phone\n- on the computer",
        "Best would be a new template.\n\nIt takes an hour.",
        "Sent from my desk, since the phone does not work.",
        "/etc/hosts is wrong.\n\n/etc/passwd is right.",
        "Thank you",
    ],
)
def test_words_that_only_look_like_a_signature_stay(text):
    assert mail_reply.read(text).text == text


def test_a_list_s_footer_is_taken_away():
    text = f"{SAID}\n\n_______________________________________________\nhelp mailing list\nhelp@example.com\n"

    assert mail_reply.read(text).text == SAID


def test_a_mail_that_is_passed_on_stays_when_that_is_what_is_told():
    text = "Please look.\n\n---------- Forwarded message ---------\nFrom: Kim\n\n> The letter is blank.\n"

    assert "The letter is blank." in mail_reply.read(text, forwards=True).text
    assert mail_reply.read(text).text == "Please look."


def test_nothing_is_taken_away_when_nothing_would_be_left():
    text = "> The letter is blank.\n> It is white."

    assert mail_reply.read(text).text == text
    assert len(mail_reply.read("> letter\n" * 10_000).text) <= mail_reply.KEPT


@pytest.mark.parametrize(
    ("subject", "bare"),
    [("Re: AW: Letter", "Letter"), ("RE[2]: Letter", "Letter"), ("[help] Re: Letter", "Letter"), ("WG: TR: RV: Letter", "Letter"),
     ("Odp: SV: VS: Letter", "Letter"), ("[EXTERNAL] Re: Letter", "Letter"), ("[WDR-5031] Letter", "[WDR-5031] Letter"),
     ("Regarding: Letter", "Regarding: Letter"), ("回复：Letter", "Letter")],
)  # fmt: skip
def test_a_subject_loses_what_answering_put_in_front(subject, bare):
    assert mail_words.stripped(subject)[0] == bare


@pytest.mark.parametrize(
    "subject",
    ["Automatic reply: Letter", "Automatische Antwort: Letter", "Abwesenheitsnotiz", "Out of Office: Letter", "Réponse automatique : Letter",
     "Respuesta automática: Letter", "Odpowiedź automatyczna: Letter", "Risposta automatica: Letter", "Autosvar: Letter",
     "Automatisch antwoord: Letter", "自動応答: Letter", "[EXTERNAL] Out of office"],
)  # fmt: skip
def test_an_absence_is_known_by_its_subject(subject):
    assert mail_words.is_absence(subject)


@pytest.mark.parametrize(
    "subject", ["Out of office reply is not sent", "Re: Out of office", "Absence request fails"]
)
def test_a_question_about_absence_is_none(subject):
    assert not mail_words.is_absence(subject)


@given(
    st.lists(
        st.sampled_from(
            [
                "> x",
                "-- ",
                "On x wrote:",
                "From: a",
                "Sent: b",
                "To: c",
                "Thanks,",
                "Bob Roy",
                "",
                "text",
                ">",
                "___",
            ]
        )
    )
)
def test_words_never_get_lost_altogether(lines):
    text = "\n".join(lines)

    found = mail_reply.read(text)

    assert found.text == clean(found.text)
    assert bool(found.text) == bool(clean(text))


@pytest.mark.parametrize(
    "text",
    ["On " * 200_000, "On x\n" * 100_000, "From: a\n" * 100_000, ">" * 500_000, "- \n" * 100_000, "_" * 500_000, "a <" * 200_000,
     "[" * 300_000, "Thanks,\n" * 100_000, "wrote: " * 100_000, "x " * 300_000 + "wrote:", "\n" * 500_000,
     "On\nOn x wrote\n" * 1_500],
    ids=lambda text: text[:8],
)  # fmt: skip
def test_hostile_text_takes_no_time(text):
    begun = time.process_time()

    mail_reply.names(mail_reply.read(text).signature)

    assert time.process_time() - begun < 3
