"""A workspace's `mkdocs.yml`, rewritten for a generator that runs no plugin."""

from pathlib import Path

import pytest
import yaml

from kb.config import LookSettings, ProjectSettings
from kb.errors import ConfigError
from kb.model.article import Audience
from kb.site.configuration import standalone
from kb.site.template import mkdocs_yml

NOTHING = LookSettings()
PATH = Path("/kb/mkdocs.yml")
TEXT = mkdocs_yml("x", about=True)


def made(text, gone=frozenset(), look=NOTHING, **project):
    project = ProjectSettings(**({"name": "HR <Help>"} | project))
    return standalone(text, PATH, project=project, look=look, audience=Audience.USERS, gone=gone, mark="m")


def test_the_settings_name_the_site_and_every_page_is_sealed():
    found = yaml.safe_load(made(TEXT, url="https://kb.example/{audience}").text)

    assert found["site_name"] == "HR &lt;Help&gt;"
    assert found["site_url"] == "https://kb.example/users/"
    assert found["copyright"] == "HR &lt;Help&gt; · for users"
    assert found["markdown_extensions"][-1] == {"mkdocs_kb.seal": {"mark": "m"}}
    assert found["markdown_extensions"][:-1] == yaml.safe_load(TEXT)["markdown_extensions"]
    assert found["plugins"] == [{"search": {"enabled": False}}]
    assert found["theme"] == yaml.safe_load(TEXT)["theme"] | {"variant": "classic"}
    assert found["extra_javascript"] == yaml.safe_load(TEXT)["extra_javascript"]


def test_what_the_audience_does_not_get_leaves_the_navigation():
    nav = yaml.safe_load(made(TEXT, gone={"about/index.md", "codes/index.md"}).text)["nav"]

    assert {"About": "about/index.md"} not in nav
    assert {"FAQ": "faq/index.md"} in nav
    assert "codes/index.md" not in str(nav)


def test_what_only_the_generator_can_read_stays_as_it_is_written(monkeypatch):
    monkeypatch.setenv("WHERE", "https://other.example/sub/")
    text = TEXT + "site_url: !ENV WHERE\nextra_css: [!ENV [NONE, a.css]]\n"
    text = text.replace(
        "- admonition", "- pymdownx.emoji: {emoji_index: !!python/name:material.extensions.emoji.twemoji ''}"
    )

    found = made(text, url="https://kb.example/")

    assert "site_url: !ENV 'WHERE'" in found.text
    assert "!!python/name:material.extensions.emoji.twemoji" in found.text
    assert found.root == "/sub/"


def test_a_short_configuration_gets_no_more_markdown_than_mkdocs_gives():
    found = yaml.safe_load(made("theme: material\n").text)

    assert [*found["markdown_extensions"][:-1]] == ["toc", "tables", "fenced_code"]
    assert found["theme"] == {"name": "material", "font": False, "variant": "classic"}
    assert made("theme: material\n").root == "/"


def test_a_themes_own_folder_is_found_from_elsewhere():
    found = yaml.safe_load(made("theme: {name: material, custom_dir: own, variant: modern}\n").text)

    assert found["theme"] == {"name": "material", "custom_dir": "/kb/own", "variant": "modern"}


@pytest.mark.parametrize(
    "text, said",
    [
        ("plugins:\n  - hypercare-kb\n  - blog\n", "3: the plugin blog would"),
        ("plugins:\n  - hypercare-kb: {audience: users}\n  - blog: {x: 1}\n", "3: the plugin blog would"),
        ("plugins:\n  hypercare-kb: {}\n  blog: {}\n", "3: the plugin blog would"),
        ("x: y\nhooks: [a.py]\n", "2: hooks does not work"),
        ("INHERIT: base.yml\n", "1: INHERIT does not work"),
        ("x: [\n", "2: cannot be read: "),
        ("nav: [!secret x]\n", "1: cannot be read: "),
    ],
)
def test_what_would_be_left_out_without_a_word_is_refused(text, said):
    with pytest.raises(ConfigError) as refused:
        made(text)

    assert str(refused.value).startswith(f"/kb/mkdocs.yml:{said}")


def test_the_projects_own_pictures_win():
    found = yaml.safe_load(made(TEXT, look=LookSettings(logo="pictures/ours.PNG")).text)

    assert found["theme"]["logo"] == found["theme"]["favicon"] == "assets/kb/logo.png"
