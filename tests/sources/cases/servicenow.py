"""Every shape of ServiceNow."""

from xml.sax.saxutils import escape

from kb.sources.servicenow_csv import SOURCE as CSV
from kb.sources.servicenow_json import SOURCE as JSON
from kb.sources.servicenow_xlsx import SOURCE as XLSX
from kb.sources.servicenow_xml import SOURCE as XML
from tests.sources import samples, servicenow_shapes
from tests.sources.contract import Case, escaped, quoted
from tests.sources.servicenow_shapes import Told

WORDS = "The offer letter is white."


def told(keys: list[str]) -> list[Told]:
    return [Told(number=key, description=WORDS) for key in keys]


CASES = [
    Case(
        source=CSV,
        write=lambda folder, keys: samples.servicenow(folder, *(samples.a_row(key) for key in keys)),
        keys=("INC1001", "INC1002", "INC1003"),
        words=WORDS,
        escape=quoted,
    ),
    Case(
        source=XML,
        name="servicenow-xml-unload",
        write=lambda folder, keys: servicenow_shapes.unload(folder, told(keys)),
        keys=("INC1001", "INC1002", "INC1003"),
        words=WORDS,
        escape=escape,
    ),
    Case(
        source=XML,
        name="servicenow-xml-list",
        write=lambda folder, keys: servicenow_shapes.list_xml(folder, told(keys)),
        keys=("INC1001", "INC1002", "INC1003"),
        words=WORDS,
        escape=escape,
    ),
    Case(
        source=JSON,
        name="servicenow-json-table",
        write=lambda folder, keys: servicenow_shapes.table_api(folder, told(keys), shown_as="all"),
        keys=("INC1001", "INC1002", "INC1003"),
        is_text=True,
    ),
    Case(
        source=JSON,
        name="servicenow-json-service",
        write=lambda folder, keys: servicenow_shapes.web_service(folder, told(keys), displayed=True),
        keys=("INC1001", "INC1002", "INC1003"),
        words=WORDS,
        escape=escaped,
    ),
    Case(
        source=XLSX,
        write=lambda folder, keys: servicenow_shapes.workbook(folder, told(keys)),
        keys=("INC1001", "INC1002", "INC1003"),
        is_text=False,
    ),
]
