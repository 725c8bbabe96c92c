"""What stands beside exported tables: how to run each measure without `kb`."""

from collections.abc import Mapping, Sequence
from datetime import date

from kb.reports.query import catalogue

MARK = "<!-- An export of kb measures. -->\n"
"""How an export's README begins; a folder without it is somebody's own."""

SHELL = 'duckdb -c ".read tables.sql" -c ".read measures/{name}.sql" -c "FROM rows_behind"'

PYTHON = """import duckdb

db = duckdb.execute(open("tables.sql", encoding="utf-8").read())
print(db.execute(open("measures/{name}.sql", encoding="utf-8").read()).fetchall())
"""


def readme(today: date, remarks: Mapping[str, Sequence[str]]) -> str:
    """Say what the folder holds, how each measure is run, and what could not be had."""
    example = next(iter(catalogue()))
    parts = [
        MARK,
        _HEAD.format(today=today, shell=SHELL.format(name=example), python=PYTHON.format(name=example)),
    ]
    parts += [
        f"- `measures/{each.name}.sql`: **{each.title}** ({each.unit}). {each.asks} *It cannot know:* {each.cannot_know}\n"
        for each in catalogue().values()
    ]
    notes = [f"- `{table}.jsonl`: {note}\n" for table in sorted(remarks) for note in remarks[table]]
    return "".join([*parts, *(["\nWhat is not known here:\n\n", *notes] if notes else [])])


_HEAD = """
# Measures, as of {today}

**For the team and its auditors only.** The tables hold the redacted records of incidents, with their numbers and
titles, and articles of every audience. Do not publish this folder.

Each `.jsonl` file is a table, a row a line. `tables.sql` says which columns are read; each file below `measures/`
is one measure. Nothing but [DuckDB](https://duckdb.org) is needed, here with the first one. In its shell:

```sh
{shell}
```

With Python, after `pip install duckdb`:

```python
{python}```

A row that comes out is a period (`all` for all days), a part ("" for all parts), a value, and from how many rows it
was made. The rows behind it are those of the view `rows_behind`. Which days count, and what a period is, says
`settings.jsonl`: `by` may be `week`, `month`, `quarter` or `phase`.

"""
