"""The list CSV, the REST answer and the declared CSV."""

from kb.sources.jira_json import SOURCE as JIRA
from kb.sources.mapped import SOURCE as GENERIC
from kb.sources.servicenow_csv import SOURCE as SERVICENOW
from tests.sources import samples
from tests.sources.contract import Case, escaped, quoted

CASES = [
    Case(
        source=SERVICENOW,
        write=lambda folder, keys: samples.servicenow(folder, *(samples.a_row(key) for key in keys)),
        keys=("INC1001", "INC1002", "INC1003"),
        words="The offer letter is white.",
        escape=quoted,
    ),
    Case(
        source=JIRA,
        write=lambda folder, keys: samples.jira(folder, *(samples.an_issue(key) for key in keys)),
        keys=("HR-1", "HR-2", "HR-3"),
        words="The payslip is *old*.",
        escape=escaped,
    ),
    Case(
        source=GENERIC,
        write=lambda folder, keys: samples.helpdesk(folder, *(samples.a_ticket(key) for key in keys)),
        keys=("T-1", "T-2", "T-3"),
        words="The tray says so.",
        escape=quoted,
    ),
]
