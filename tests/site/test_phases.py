from datetime import date

import pytest

from kb import config
from kb.config import PhaseSettings, ProjectSettings
from kb.errors import ConfigError
from kb.site.phases import Phase, stage
from tests.site.shelves import a_guide, a_portal, text_of
from tests.support.build import an_article

PHASES = PhaseSettings(hypercare="2026-08-24", transition="2026-11-21", steady="2027-02-01")


@pytest.mark.parametrize(
    "today, phase, number, days",
    [
        (date(2026, 8, 24), Phase.HYPERCARE, 1, 89),
        (date(2026, 11, 20), Phase.HYPERCARE, 89, 89),
        (date(2026, 11, 21), Phase.TRANSITION, 1, 72),
        (date(2027, 2, 1), Phase.STEADY, 1, 0),
        (date(2030, 1, 1), Phase.STEADY, 1066, 0),
    ],
)
def test_each_phase_lasts_until_the_next_one_begins(today, phase, number, days):
    now = stage(PHASES, today)

    assert (now.phase, now.number, now.days) == (phase, number, days)


def test_before_the_first_phase_and_without_any_there_is_none():
    assert stage(PHASES, date(2026, 8, 23)) is None
    assert stage(PhaseSettings(), date(2026, 8, 23)) is None


def home(today, phases=PHASES):
    article = an_article(created=date(2026, 8, 1), last_seen=date(2026, 8, 1))
    first = a_guide("index.md", body="<!-- kb:home -->\n")
    return text_of(
        a_portal(articles=(article,), guides=(first, a_guide()), phases=phases, today=today), "index.md"
    )


def headings(text):
    return [line.removeprefix("## ") for line in text.splitlines() if line.startswith("## ")]


def test_in_hypercare_the_first_page_says_the_day_and_begins_with_what_goes_wrong():
    text = home(date(2026, 9, 4))

    assert (
        "**Hypercare day 12 of 89.** Until 20 November 2026 more people than usual are there to help." in text
    )
    assert "[Whom to call](contact.md)" in text
    assert headings(text)[:2] == ["Problems people had lately", "New and changed answers"]


def test_in_transition_it_begins_with_what_is_new():
    text = home(date(2026, 12, 1))

    assert "**Transition.** Until 31 January 2027 hypercare hands over to usual support." in text
    assert headings(text)[0] == "New and changed answers"


def test_in_usual_support_it_begins_with_the_products_and_says_nothing_of_phases():
    text = home(date(2027, 3, 1))

    assert "kb-phase" not in text
    assert headings(text)[:2] == ["By product", "How to…"]


def test_only_a_week_that_is_this_one_is_called_so():
    assert headings(home(date(2026, 8, 7), PhaseSettings()))[0] == "Problems people have this week"
    assert headings(home(date(2026, 8, 8), PhaseSettings()))[0] == "Problems people had lately"


def test_whom_to_call_stands_on_a_page_of_its_own_with_the_guide_that_says_more():
    guide = a_guide("guides/who-to-call.md", title="Who to call")
    portal = a_portal(articles=(an_article(),), guides=(guide,), phases=PHASES)

    assert "Call **4711**." in text_of(portal, "contact.md")
    assert "[Who to call](guides/who-to-call.md)" in text_of(portal, "contact.md")
    assert "**Hypercare day 89 of 89.**" in text_of(portal, "contact.md")
    assert "[Whom to call for what](../contact.md)" in text_of(portal, an_article().path)
    assert "Nobody is named yet" in text_of(a_portal(project=ProjectSettings()), "contact.md")


def settings_of(folder, text):
    (folder / "kb.toml").write_text(text, encoding="utf-8")
    return config.load(folder)


def test_dates_may_stand_with_or_without_quotes(tmp_path):
    settings = settings_of(tmp_path, '[phases]\nhypercare = 2026-08-24\ntransition = "2026-11-21"\n')

    assert settings.phases == PhaseSettings(hypercare="2026-08-24", transition="2026-11-21")


@pytest.mark.parametrize(
    "text, told",
    [
        ('[phases]\nhypercare = "24.8.2026"\n', "phases.hypercare is '24.8.2026', not a date"),
        (
            "[phases]\nhypercare = 2026-08-24\nsteady = 2026-08-24\n",
            "phases.steady is not after the phase before it",
        ),
        ('[project]\nedit = "javascript:alert(1)"\n', "project.edit is 'javascript:alert(1)'"),
        ('[project]\nreport = "https://git.example/{else}"\n', "project.report is"),
        ('[project]\nreport = "https://{title}.example/"\n', "project.report is"),
    ],
)
def test_what_cannot_be_meant_is_named(tmp_path, text, told):
    with pytest.raises(ConfigError, match=r"kb\.toml") as refused:
        settings_of(tmp_path, text)

    assert told in str(refused.value)
