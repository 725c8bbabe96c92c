"""The examples are whole: the programs that read them accept them, and what they say to `kb` is understood."""

import re
import shlex
import shutil
import subprocess
from pathlib import Path

import click
import pytest
import yaml

from kb import config
from kb.cli.main import cli
from kb.flows.hosting import EXAMPLES, example
from kb.model.article import Audience
from tests.support.workspace import kb

COMMAND = re.compile(r"(?:^|[\s/\"])kb ((?:build|check|serve)\b[^\n;&|]*)")


def test_each_is_listed_and_printed(tmp_path: Path) -> None:
    listed = kb(tmp_path, "hosting")

    assert set(EXAMPLES) == {line.split()[0] for line in listed.out.splitlines()[1:]}
    for name in EXAMPLES:
        assert kb(tmp_path, "hosting", name).out == example(name).text
    assert kb(tmp_path, "hosting", "--json").json["counts"] == {"examples": len(EXAMPLES)}
    assert kb(tmp_path, "hosting", "apache").code == 2


@pytest.mark.parametrize("name", EXAMPLES)
def test_the_manual_names_it(name: str) -> None:
    manual = (Path(__file__).parents[2] / "content" / "about" / "hosting.md").read_text()

    assert f"kb hosting {name}" in manual


@pytest.mark.parametrize("name", EXAMPLES)
def test_what_it_says_to_kb_is_understood(name: str) -> None:
    text = re.sub(r'\\?"\$(?:KB_)?AUDIENCE\\?"', "users", example(name).text)
    said = COMMAND.findall("\n".join(line for line in text.splitlines() if not line.lstrip().startswith("#")))

    assert said or name == "nginx"
    for words in said:
        command, *arguments = shlex.split(words.removesuffix('"]'))
        context = click.Context(cli)
        found = cli.get_command(context, command)
        assert found is not None
        found.make_context(command, arguments, parent=context)


@pytest.mark.parametrize("name", ["github", "gitlab"])
def test_a_pipeline_publishes_what_everyone_may_read(name: str) -> None:
    text = example(name).text
    read = yaml.safe_load(text)

    assert "kb build --audience public" in text
    assert text.index("kb check") < text.index("kb build")
    if name == "gitlab":
        assert read["pages"]["artifacts"]["paths"] == ["public"]
        assert "cp -r site/public public" in read["pages"]["script"]
    else:
        steps = read["jobs"]["build"]["steps"]
        assert steps[-1]["with"]["path"] == "site/public"
        assert read["permissions"] == {"contents": "read"}
        assert read["jobs"]["deploy"]["permissions"] == {"pages": "write", "id-token": "write"}


def test_nginx_takes_its_file(tmp_path: Path) -> None:
    nginx = shutil.which("nginx") or shutil.which("/usr/sbin/nginx")
    if not nginx:
        pytest.skip("nginx is not installed")
    openssl = [
        "openssl",
        "req",
        "-x509",
        "-newkey",
        "rsa:2048",
        "-nodes",
        "-days",
        "1",
        "-subj",
        "/CN=help.example.com",
    ]
    subprocess.run(
        [*openssl, "-keyout", "privkey.pem", "-out", "fullchain.pem"],
        cwd=tmp_path,
        check=True,
        capture_output=True,
    )
    (tmp_path / "kb.conf").write_text(example("nginx").text.replace("/etc/ssl/kb/", f"{tmp_path}/"))
    whole = tmp_path / "nginx.conf"
    whole.write_text(
        f"pid {tmp_path}/pid; error_log {tmp_path}/log; events {{}} http {{ access_log off; include {tmp_path}/kb.conf; }}"
    )

    done = subprocess.run(
        [nginx, "-t", "-p", tmp_path, "-c", whole], capture_output=True, text=True, check=False
    )

    assert done.returncode == 0, done.stderr
    assert "test is successful" in done.stderr
    assert "warn" not in done.stderr


def test_systemd_takes_its_unit(tmp_path: Path) -> None:
    analyze = shutil.which("systemd-analyze")
    if not analyze:
        pytest.skip("systemd-analyze is not installed")
    unit = tmp_path / "kb.service"
    unit.write_text(example("systemd").text.replace("/srv/kb/.venv/bin/kb", "/bin/true"))

    done = subprocess.run([analyze, "verify", unit], capture_output=True, text=True, check=False)

    assert "kb.service:" not in done.stderr.replace("Unit kb.service", ""), done.stderr
    settings = [
        line.partition("=")[0] for line in unit.read_text().splitlines() if "=" in line and line[0] != "#"
    ]
    assert len(settings) > 20


def test_the_image_has_all_that_serving_needs(tmp_path: Path) -> None:
    """The steps between `build` and the second stage, run on a workspace as a shell runs them."""
    text = example("container").text
    stages = [line.split()[0] for line in text.splitlines() if line[:1].isalpha()]
    assert set(stages) <= {
        "FROM",
        "RUN",
        "ENV",
        "WORKDIR",
        "COPY",
        "ARG",
        "USER",
        "EXPOSE",
        "HEALTHCHECK",
        "CMD",
    }
    assert stages.count("FROM") == 2
    assert text.rindex("USER kb") > text.rindex("FROM")
    assert kb(tmp_path, "init", "kb").code == 0
    root = tmp_path / "kb"
    assert kb(root, "build", "--audience", "users").code == 0
    (copying,) = re.findall(r"^RUN (mkdir -p /served.*?[^\\])\n", text, re.MULTILINE | re.DOTALL)
    served = tmp_path / "served"
    script = copying.replace("\\\n", " ").replace("/served", str(served))
    subprocess.run(
        ["sh", "-euc", script], cwd=root, env={"AUDIENCE": "users", "PATH": "/usr/bin:/bin"}, check=True
    )

    from starlette.testclient import TestClient

    from kb.web.app import application

    with TestClient(application(config.load(served), Audience.USERS), base_url="http://127.0.0.1") as client:
        assert client.get("/").status_code == 200
        assert client.get("/api/search?q=search").status_code == 200
        assert client.get("/metrics").status_code == 404
    assert not list(served.rglob("*.jsonl"))
    assert {path.name for path in served.iterdir()} == {"kb.toml", ".kb", "site", "content"}
