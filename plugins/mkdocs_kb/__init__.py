"""The MkDocs plugin: hands the pages of `kb.site` to MkDocs as virtual files."""
