from pathlib import Path

import pytest
import yaml

from kb.site.template import mkdocs_yml

ROOT = Path(__file__).parents[2]


def names(configuration):
    return {
        next(iter(item)) if isinstance(item, dict) else item for item in configuration["markdown_extensions"]
    }


@pytest.mark.parametrize("name", ["HR Help", "R&D: <b>\"quoted\"</b> 'x'", "#", "", "é\u2028\n- x"])
def test_any_name_makes_a_valid_configuration(name):
    configuration = yaml.safe_load(mkdocs_yml(name, about=False))

    assert not set('<>"') & set(configuration["site_name"])
    assert configuration["plugins"] == ["hypercare-kb"]


def test_only_the_manuals_own_repository_has_an_about_section():
    assert {"About": "about/index.md"} not in yaml.safe_load(mkdocs_yml("x", about=False))["nav"]
    assert yaml.safe_load(mkdocs_yml("x", about=True))["nav"][-1] == {"About": "about/index.md"}


def test_this_repositorys_configuration_is_what_a_new_workspace_gets():
    assert (ROOT / "mkdocs.yml").read_text(encoding="utf-8") == mkdocs_yml("Knowledge base", about=True)


def test_nothing_that_gives_text_power_is_switched_on():
    """Attributes, raw blocks as Markdown, file inclusion and the theme's eager search stay off."""
    configuration = yaml.safe_load(mkdocs_yml("x", about=False))

    assert not names(configuration) & {"attr_list", "md_in_html", "pymdownx.snippets", "pymdownx.b64", "abbr"}
    assert not any(feature.startswith("search") for feature in configuration["theme"]["features"])
    assert configuration["theme"]["font"] is False
    assert configuration["extra"]["generator"] is False
