"""The `mkdocs.yml` of a workspace."""

import json

from kb.site.words import attribute


def mkdocs_yml(name: str, about: bool) -> str:
    """Write the configuration of a workspace called `name`; with `about`, its manual is in the navigation."""
    title = json.dumps(attribute(name), ensure_ascii=False)
    last = "  - About: about/index.md\n" if about else ""
    return _TEXT.replace("«name»", title).replace("«about»\n", last)


_TEXT = """\
# How the site is built. What is in it comes from content/, lessons/ and archive/, through the plugin below;
# its name comes from kb.toml. Build it with: kb build
site_name: «name»
docs_dir: content
site_dir: site/internal

theme:
  name: material
  font: false # nothing is loaded from elsewhere
  logo: assets/kb/logo.svg
  favicon: assets/kb/logo.svg
  features:
    - content.code.copy
    - content.footnote.tooltips
    - navigation.tabs
    - navigation.top
    - toc.follow
  palette:
    - media: "(prefers-color-scheme)"
      primary: custom
      accent: custom
      toggle: {icon: material/brightness-auto, name: Switch to light}
    - media: "(prefers-color-scheme: light)"
      scheme: default
      primary: custom
      accent: custom
      toggle: {icon: material/brightness-7, name: Switch to dark}
    - media: "(prefers-color-scheme: dark)"
      scheme: slate
      primary: custom
      accent: custom
      toggle: {icon: material/brightness-4, name: Follow the device}

# Lists only: naming every article here would put all of them into every page.
nav:
  - Home: index.md
  - FAQ: faq/index.md
  - Troubleshooting: troubleshooting/index.md
  - Browse:
      - Symptoms A–Z: symptoms/index.md
      - Error codes: codes/index.md
      - Known issues: known-issues.md
      - What’s new: whats-new.md
      - Products: products/index.md
  - Guides: guides/index.md
  - Lessons: lessons/index.md
  - Archive: archive/index.md
  - Whom to call: contact.md
«about»
not_in_nav: "*"

plugins:
  - hypercare-kb

extra_css:
  - assets/kb/kb.css
  - assets/kb/search.css
  - assets/kb/feedback.css
extra_javascript:
  - assets/kb/search.js
  - assets/kb/feedback.js
extra:
  generator: false

# Left out on purpose: attr_list, md_in_html, snippets. Text from exports must not reach attributes or files.
markdown_extensions:
  - admonition
  - footnotes
  - sane_lists
  - tables:
      use_align_attribute: true
  - toc:
      permalink: true
      permalink_title: Link to this section
      toc_depth: 3
  - pymdownx.details
  - pymdownx.highlight:
      pygments_lang_class: true
  - pymdownx.superfences
  - pymdownx.tasklist:
      custom_checkbox: true

# With --strict each of these ends the build.
validation:
  nav:
    omitted_files: ignore
    not_found: warn
    absolute_links: warn
  links:
    not_found: warn
    anchors: warn
    absolute_links: relative_to_docs
    unrecognized_links: warn
"""
