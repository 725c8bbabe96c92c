"""The plugin's settings."""

from mkdocs.config import config_options as c
from mkdocs.config.base import Config

from kb.model.article import Audience


class KbConfig(Config):
    """What `mkdocs.yml` may say below the plugin's name."""

    audience = c.Optional(c.Choice([audience.value for audience in Audience]))
    """Whose site is built; `KB_AUDIENCE` wins over it, and it wins over `kb.toml`."""
