"""ServiceNow's XML: unloads and list exports, whole and broken."""

import pytest

from kb.errors import InputError
from kb.model.account import CUT, Notice
from kb.model.incident import EntryKind, Incident, Person
from kb.sources.servicenow_xml import SOURCE
from tests.sources import servicenow_shapes as shapes
from tests.sources.samples import SETTINGS, records, refused
from tests.sources.servicenow_shapes import Remark, Told

TOLD = (Told(number="INC1"), Told(number="INC2"), Told(number="INC3"))
REMARK = Remark(at="2026-03-06 10:00:00", who="Bob Roy", user="broy", text="Looked.")


def numbers(found):
    return [record.ref.key for record in found if isinstance(record, Incident)]


def changed(path, old, new):
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return records(SOURCE, path)


def test_references_show_what_they_mean(tmp_path):
    (incident,) = records(SOURCE, shapes.unload(tmp_path, [Told(number="INC1", item="Workday")]))

    assert (incident.reporter, incident.resolver) == ("Jane Smith", "Bob Roy")
    assert (incident.group, incident.environment) == ("HR Recruiting Support", ("Workday",))
    assert incident.raw.line == 3


def test_journal_records_become_entries(tmp_path):
    said = Remark(at="2026-03-05 10:00:00", who="Jane Smith", user="jsmith", text="Blank.", public=True)

    (incident,) = records(SOURCE, shapes.unload(tmp_path, [Told(number="INC1", remarks=(REMARK, said))]))

    assert [(entry.text, entry.kind, entry.author) for entry in incident.entries] == [
        ("Blank.", EntryKind.PUBLIC, "jsmith"),
        ("Looked.", EntryKind.INTERNAL, "broy"),
    ]
    assert Person(name="", user="jsmith") in incident.people
    assert not incident.zone_assumed


def test_a_remark_as_text_and_as_record_is_one(tmp_path):
    told = Told(number="INC1", remarks=(REMARK,))
    path = shapes.unload(tmp_path, [told])

    found = changed(
        path,
        "<work_notes/>",
        f"<work_notes>{shapes.columns(told, shapes.Zone())['work_notes'][1]}</work_notes>",
    )

    assert [(entry.author, entry.text) for entry in found[0].entries] == [("Bob Roy", "Looked.")]


def test_pieces_of_attachments_and_other_tables_are_counted(tmp_path):
    path = shapes.unload(tmp_path, [Told(number="INC1", files=(("a.png", "", 1),))])

    found = changed(path, "</unload>", '<task_sla action="INSERT"><task>1</task></task_sla>\n</unload>')

    assert numbers(found) == ["INC1"]
    assert [reason for _, reason in refused(found)] == [
        "piece of an attachment's content",
        "piece of an attachment's content",
        "record of another table",
    ]


def test_journals_in_a_file_beside_find_their_incident(tmp_path):
    told = Told(number="INC1", remarks=(REMARK,))
    path = shapes.unload(tmp_path, [Told(number="INC1")])
    beside = tmp_path / "journals.xml"
    beside.write_text(f"<xml>\n{shapes.xml_journal(told, REMARK)}\n</xml>", encoding="utf-8")

    (incident,) = records(SOURCE, path)

    assert [entry.text for entry in incident.entries] == ["Looked."]
    assert SOURCE.sniff(beside, SETTINGS)
    assert records(SOURCE, beside) == []


def test_journals_without_their_incident_are_skipped(tmp_path):
    path = tmp_path / "journals.xml"
    path.write_text(f"<xml>\n{shapes.xml_journal(Told(number='INC1'), REMARK)}\n</xml>", encoding="utf-8")

    assert refused(records(SOURCE, path)) == [(2, "journal entry without its incident")]


@pytest.mark.parametrize(
    "prolog",
    [
        '<!DOCTYPE unload [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]>',
        '<!DOCTYPE unload SYSTEM "http://x.example.com/evil.dtd">',
        '<!doctype unload [<!ENTITY x SYSTEM "file:///etc/passwd">]>',
        '<!ENTITY a "a">',
    ],
)
def test_a_document_type_is_refused(tmp_path, prolog):
    path = shapes.unload(tmp_path, TOLD)

    with pytest.raises(InputError, match="document type") as caught:
        changed(path, "<unload", f"{prolog}\n<unload")

    assert caught.value.line == 2
    assert SOURCE.sniff(path, SETTINGS)


def test_an_entity_or_a_document_type_within_a_record_costs_that_record(tmp_path):
    path = shapes.unload(tmp_path, TOLD)
    changed(path, "<number>INC1</number>", "<number>INC1&boom;</number>")

    found = changed(path, "<number>INC2</number>", "<!DOCTYPE a [<!ENTITY b 'c'>]><number>INC2</number>")

    assert numbers(found) == ["INC3"]
    assert ["undefined entity" in refused(found)[0][1], "broken XML" in refused(found)[1][1]] == [True, True]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("<number>INC2</number>", "<number>INC2</numbr>"),
        ("<number>INC2</number>", "<number>INC2 < 3</number>"),
        ("<number>INC2</number>", "<number>INC2 & 3</number>"),
        ("<number>INC2</number>", "<number>INC2</number><"),
        ("<number>INC2</number>", "<number>INC2</number>\n<![CDATA[ never closed"),
    ],
)
def test_a_broken_record_costs_itself_only(tmp_path, old, new):
    found = changed(shapes.unload(tmp_path, TOLD), old, new)

    assert numbers(found) == ["INC1", "INC3"]
    assert len(refused(found)) == 1
    line = (
        next(
            n
            for n, text in enumerate((tmp_path / "unload.xml").read_text().splitlines(), 1)
            if "INC2" in text
        )
        - 1
    )
    assert refused(found)[0][0] == line


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('<incident action="INSERT_OR_UPDATE">\n<number>INC2', "<number>INC2"),
        (
            '<incident action="INSERT_OR_UPDATE">\n<number>INC2',
            '<incidentx action="INSERT_OR_UPDATE">\n<number>INC2',
        ),
        (
            '<incident action="INSERT_OR_UPDATE">\n<number>INC2',
            '<inc"ident action="INSERT_OR_UPDATE">\n<number>INC2',
        ),
        (
            '</incident>\n<incident action="INSERT_OR_UPDATE">\n<number>INC3',
            '</incid<incident action="INSERT_OR_UPDATE">\n<number>INC3',
        ),
    ],
)
def test_a_broken_tag_of_a_record_costs_itself_only(tmp_path, old, new):
    found = changed(shapes.unload(tmp_path, TOLD), old, new)

    assert numbers(found) == ["INC1", "INC3"]
    assert len(refused(found)) == 1
    assert "broken XML" in refused(found)[0][1]


def test_two_records_that_ran_together_are_no_record(tmp_path):
    path = shapes.unload(tmp_path, TOLD)

    found = changed(path, '</incident>\n<incident action="INSERT_OR_UPDATE">\n<number>INC2', "<number>INC2")

    assert numbers(found) == ["INC3"]
    assert refused(found) == [(3, "broken XML: <number> stands twice in one record")]


@pytest.mark.parametrize("stray", ["<!--", "<?", "<![CDATA[", "<!", "text", "<b>", "</b>", "&x;"])
def test_stray_marks_between_records_cost_no_incident(tmp_path, stray):
    found = changed(shapes.unload(tmp_path, TOLD), "</incident>\n", f"</incident>{stray}\n")

    assert numbers(found) == ["INC1", "INC2", "INC3"]


def test_a_cut_file_gives_what_stands_before_and_names_the_rest(tmp_path):
    path = shapes.unload(tmp_path, TOLD)
    text = path.read_text(encoding="utf-8")
    path.write_text(text[: text.index("INC3")], encoding="utf-8")

    found = records(SOURCE, path)

    assert numbers(found) == ["INC1", "INC2"]
    assert [reason for _, reason in refused(found)] == ["the file ends within the record"]
    assert [(n.code, n.message) for n in found if isinstance(n, Notice)] == [
        (CUT, "the file ends before </unload>, so records are missing")
    ]


def test_a_file_cut_between_two_records_says_so(tmp_path):
    path = shapes.unload(tmp_path, TOLD)
    text = path.read_text(encoding="utf-8")
    path.write_text(text[: text.index("</unload>")], encoding="utf-8")

    found = records(SOURCE, path)

    assert numbers(found) == ["INC1", "INC2", "INC3"]
    assert [record.code for record in found if isinstance(record, Notice)] == [CUT]


def test_what_no_xml_may_hold_is_dropped_and_encodings_may_be_mixed(tmp_path):
    path = shapes.unload(
        tmp_path, [Told(number="INC1", description="AxB &amp;"), Told(number="INC2", notes="Zürich")]
    )
    data = path.read_bytes().replace(b"AxB", b"A\0\x0bB&#0;&#x1F;C").replace("ü".encode(), b"\xfc")
    path.write_bytes(data)

    first, second = records(SOURCE, path)

    assert first.description.startswith("ABC")
    assert second.resolution == "Zürich"


def test_a_declared_encoding_is_used(tmp_path):
    path = shapes.unload(tmp_path, [Told(number="INC1", notes="Łódź")])
    text = path.read_text(encoding="utf-8").replace('encoding="UTF-8"', 'encoding="ISO-8859-2"')
    path.write_bytes(text.encode("iso8859-2"))

    assert records(SOURCE, path)[0].resolution == "Łódź"


def test_tags_within_quoted_text_and_comments_are_text(tmp_path):
    path = shapes.unload(tmp_path, TOLD[:1])

    found = changed(path, "<unload", "<!-- <unload> <incident><number>INC9</number></incident> -->\n<unload")
    found = changed(path, "<u_site/>", "<u_site><![CDATA[</incident><incident><b>]]></u_site>")

    assert numbers(found) == ["INC1"]
    assert ("u_site", "</incident><incident><b>") in found[0].extra


def test_a_record_larger_than_a_piece_is_read_whole(tmp_path):
    long = "x" * 3_000_000

    found = records(SOURCE, shapes.unload(tmp_path, [Told(number="INC1", description=long), TOLD[1]]))

    assert numbers(found) == ["INC1", "INC2"]
    assert len(found[0].description) == 3_000_000


@pytest.mark.parametrize(
    "text",
    [
        "<html><body><incident></incident></body></html>",
        "<rss></rss>",
        "incident",
        '{"a": "<xml><incident>"}',
    ],
)
def test_other_files_are_not_taken(tmp_path, text):
    path = tmp_path / "other"
    path.write_text(text)

    assert not SOURCE.sniff(path, SETTINGS)
