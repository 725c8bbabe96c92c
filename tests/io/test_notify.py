"""What is sent arrives in the form its service takes, and no message repeats an address."""

import email
import email.policy

import pytest

from kb.errors import ConfigError
from kb.io.notify import Address, Message
from kb.reports.cards import blocks, card
from tests.support.listening import mail_server, web_server
from tests.support.reporting import HOSTILE, a_status

STATUS = a_status(HOSTILE)
MESSAGE = Message(
    title="Status",
    text="Plain words & <b>",
    html="<p>Rich <b>words</b></p>",
    card=card(STATUS),
    blocks=blocks(STATUS),
)


def test_a_mail_arrives_with_its_html() -> None:
    with mail_server() as (port, taken):
        address = Address(f"mailto://127.0.0.1:{port}?from=kb@team.example&to=boss@team.example", name="one")

        assert address.send(MESSAGE)

    (raw,) = taken
    message = email.message_from_bytes(raw, policy=email.policy.default)
    body = message.get_body(("html",))
    assert body is not None
    assert "<p>Rich <b>words</b></p>" in body.get_content()
    assert (message["Subject"], "boss@team.example" in message["To"]) == ("Status", True)


def test_a_mail_that_is_refused_is_told() -> None:
    with mail_server(refuse=True) as (port, taken):
        address = Address(f"mailto://127.0.0.1:{port}?from=kb@team.example&to=boss@team.example", name="one")

        assert not address.send(MESSAGE)

    assert taken == []


def test_blocks_arrive_in_slack_as_they_were_made(monkeypatch: pytest.MonkeyPatch) -> None:
    from apprise.plugins.slack import NotifySlack

    with web_server() as (port, taken):
        monkeypatch.setattr(NotifySlack, "webhook_url", f"http://127.0.0.1:{port}/services")
        address = Address("slack://T1JJ3T3L2/A1BRTD4JD/TIiajkdnlazkcOXrIdevi7FQ", name="one")

        assert (address.scheme, address.send(MESSAGE)) == ("slack", True)

    ((path, payload),) = taken
    assert path == "/services/T1JJ3T3L2/A1BRTD4JD/TIiajkdnlazkcOXrIdevi7FQ"
    assert payload["attachments"] == [blocks(STATUS)]


def test_a_card_arrives_in_teams_as_it_was_made(monkeypatch: pytest.MonkeyPatch) -> None:
    import requests

    with web_server(status=202) as (port, taken):
        post = requests.post
        # the service is reached over TLS only, which nobody speaks on loopback
        monkeypatch.setattr(
            requests, "post", lambda url, **more: post(url.replace("https://", "http://"), **more)
        )
        address = Address(
            f"workflows://127.0.0.1:{port}/643e69f83c8944438d68119179a10a64/KODuebWbDGYFr0z0eu", name="one"
        )

        assert (address.scheme, address.send(MESSAGE)) == ("workflows", True)

    ((path, payload),) = taken
    assert path.startswith("/workflows/643e69f83c8944438d68119179a10a64/triggers/manual/paths/invoke?")
    assert payload == card(STATUS)


@pytest.mark.parametrize(
    ("told", "scheme"),
    [
        (
            "https://prod-161.westeurope.logic.azure.com:443/workflows/643e69f83c8944438d68119179a10a64/triggers/"
            "manual/paths/invoke?api-version=2016-06-01&sp=%2Ftriggers%2Fmanual%2Frun&sv=1.0&sig=KODuebWbDGYFr0z0eu",
            "workflow",
        ),
        ("https://hooks.slack.com/services/T1JJ3T3L2/A1BRTD4JD/TIiajkdnlazkcOXrIdevi7FQ", "slack"),
    ],
)
def test_an_address_is_taken_as_the_service_shows_it(told: str, scheme: str) -> None:
    assert Address(told, name="one").scheme == scheme


def test_others_get_plain_text() -> None:
    with web_server() as (port, taken):
        assert Address(f"json://127.0.0.1:{port}/hook", name="one").send(MESSAGE)

    assert taken[0][1]["message"] == MESSAGE.text


@pytest.mark.parametrize("status", [403, 500])
def test_what_a_server_refuses_is_told(status: int) -> None:
    with web_server(status=status) as (port, _):
        assert not Address(f"json://127.0.0.1:{port}/hook", name="one").send(MESSAGE)


def test_nobody_there_is_told() -> None:
    with web_server() as (port, _):
        pass

    assert not Address(f"json://127.0.0.1:{port}/hook", name="one").send(MESSAGE)


@pytest.mark.parametrize(
    "told", ["", "nonsense", "unknown://s3cret", "slack://s3cret", "https://x.example/s3cret"]
)
def test_what_is_no_address_is_refused_without_repeating_it(
    told: str, capfd: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(ConfigError) as caught:
        Address(told, name="report.status_to number 2")

    assert "report.status_to number 2" in str(caught.value)
    assert "s3cret" not in f"{caught.value}{caught.value.hint}"
    assert "".join(capfd.readouterr()) == ""


def test_a_failure_prints_nothing_of_the_address(capfd: pytest.CaptureFixture[str]) -> None:
    with web_server(status=500) as (port, _):
        Address(f"json://user:s3cret@127.0.0.1:{port}/hook", name="one").send(MESSAGE)

    assert "".join(capfd.readouterr()) == ""
