"""Tables as publishers and spreadsheets leave them: read, or refused in one sentence."""

from __future__ import annotations

import gzip
import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from credgraph.errors import UnreadableFile
from credgraph.importers import figures, rows, statements
from credgraph.importers.dataset import Row, Sink, Source, TableMap

PETS = TableMap(
    "pets", {"code": ("CODE", "Pet code"), "name": ("NAME",), "age": ("AGE",)}, frozenset({"age"})
)
PLAIN = "CODE,NAME,AGE\n01,Ada,3\n02,Bo,4\n"


def read(path: Path, sink: Sink | None = None) -> list[dict[str, str]]:
    return [row.cells for _, row in rows.read(Source(path), [PETS], sink or Sink())]


def saved(path: Path, content: bytes | str) -> Path:
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def zipped(path: Path, members: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return path


def workbook(*lines: str) -> bytes:
    """Return a workbook whose cells are texts, the least that the format asks for."""
    cells = "".join(
        "<row>"
        + "".join(f'<c t="inlineStr"><is><t>{cell}</t></is></c>' for cell in line.split(","))
        + "</row>"
        for line in lines
    )
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006"
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{package}/content-types">'
        '<Default Extension="rels" ContentType='
        '"application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{kind}.sheet.main+xml"/>'
        f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{kind}.worksheet+xml"/>'
        "</Types>",
        "_rels/.rels": f'<Relationships xmlns="{package}/relationships"><Relationship Id="r1" '
        f'Type="{office}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{main}" xmlns:r="{office}"><sheets>'
        '<sheet name="All" sheetId="1" r:id="r1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{package}/relationships">'
        f'<Relationship Id="r1" Type="{office}/worksheet" Target="worksheets/sheet1.xml"/>'
        "</Relationships>",
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{main}"><sheetData>{cells}</sheetData>'
        "</worksheet>",
    }
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, f'<?xml version="1.0"?>{content}')
    return made.getvalue()


EXPECTED = [
    {"code": "01", "name": "Ada", "age": "3"},
    {"code": "02", "name": "Bo", "age": "4"},
]
SAME = {
    "plain": PLAIN.encode(),
    "with a byte order mark": b"\xef\xbb\xbf" + PLAIN.encode(),
    "in UTF-16, as a spreadsheet saves Unicode text": PLAIN.replace(",", "\t").encode("utf-16"),
    "parted by tabs": PLAIN.replace(",", "\t").encode(),
    "parted by semicolons": PLAIN.replace(",", ";").encode(),
    "with the line ends of Windows": PLAIN.replace("\n", "\r\n").encode(),
    "with the line ends of an old Mac": PLAIN.replace("\n", "\r").encode(),
    "without a last line end": PLAIN.strip().encode(),
    "with cells that a spreadsheet was told are text": b'CODE,NAME,AGE\n="01",Ada,="3"\n'
    b'"=""02""",Bo,4\n',
    "with columns in another order and case, and one more": b"age,colour,Name,code\n3,red,Ada,01\n"
    b"4,,Bo,02\n",
    "with a column under another of its names": b"PET-CODE,NAME,AGE\n01,Ada,3\n02,Bo,4\n",
    "with empty lines and spaces": b"CODE, NAME ,AGE\n\n01 , Ada,3\n,,\n02,Bo, 4\n",
    "with empty cells beyond the header": b"CODE,NAME,AGE\n01,Ada,3,,\n02,Bo,4,\n",
    "packed by gzip": gzip.compress(PLAIN.encode()),
}


@pytest.mark.parametrize("content", SAME.values(), ids=SAME)
def test_a_table_is_read_however_it_was_saved(content: bytes, tmp_path: Path) -> None:
    assert read(saved(tmp_path / "pets.csv", content)) == EXPECTED


def test_a_zip_and_a_folder_are_read_through_all_their_tables(tmp_path: Path) -> None:
    one, two = b"CODE,NAME\n01,Ada\n", gzip.compress(b"CODE,NAME\n02,Bo\n")
    members = {"a/one.csv": one, "a/two.csv.gz": two[:0] or b"CODE,NAME\n02,Bo\n", "read.me": b"x"}
    archive = zipped(tmp_path / "pets.zip", members)
    folder = tmp_path / "pets"
    folder.mkdir()
    saved(folder / "one.csv", one), saved(folder / "two.csv.gz", two)
    saved(folder / "other.csv", "A,B\n1,2\n")
    for place in (archive, folder):
        assert [row["code"] for row in read(place)] == ["01", "02"]


@pytest.mark.parametrize("where", ["alone", "in a zip"])
def test_a_workbook_is_read_as_the_same_rows(where: str, tmp_path: Path) -> None:
    pytest.importorskip("python_calamine", reason="python-calamine is not installed")
    content = workbook(*PLAIN.split())
    if where == "alone":
        assert read(saved(tmp_path / "pets.xlsx", content)) == EXPECTED
    else:
        assert read(zipped(tmp_path / "pets.zip", {"pets.xlsx": content})) == EXPECTED


def test_bytes_that_are_no_utf8_are_read_as_windows_writes_them(tmp_path: Path) -> None:
    mixed = b"CODE,NAME\n01,Ren\xe9e\n02,Ren\xc3\xa9e \x96 \x81\n"
    assert [row["name"] for row in read(saved(tmp_path / "pets.csv", mixed))] == [
        "Renée",
        "Renée \u2013 \ufffd",
    ]


def test_a_bad_row_is_rejected_with_its_line_and_the_rest_is_read(tmp_path: Path) -> None:
    text = 'CODE,NAME,AGE\n01,Ada,3\n02,Bo\n03,"Cy"x,1\n04,Di,5,6\n05,Ed,7\n'
    rejects = io.StringIO()
    sink = Sink(rejects)
    assert [row["code"] for row in read(saved(tmp_path / "pets.csv", text), sink)] == ["01", "05"]
    assert (sink.rows, sink.rejected) == (5, 3)
    assert rejects.getvalue().splitlines() == [
        "table,line,reason",
        '"pets.csv",3,"has 2 cells, expected 3 as in the header"'.replace('"pets.csv"', "pets.csv"),
        "pets.csv,4,has text after the closing quotation mark of a cell",
        'pets.csv,5,"has 4 cells, expected 3 as in the header"',
    ]


def bomb() -> bytes:
    return gzip.compress(b"CODE,NAME\n" + (b"0," + b"a" * 2**16 + b"\n") * 1500, 9)


REFUSED: dict[str, tuple[Callable[[], bytes], str]] = {
    "an empty file": (lambda: b"", "is empty"),
    "a page saved as CSV": (lambda: b"\n<!DOCTYPE html><html>no</html>", "is a web page or XML"),
    "a page with a mark": (lambda: b"\xef\xbb\xbf<html></html>", "is a web page or XML"),
    "a PDF": (lambda: b"%PDF-1.7 ...", "is a PDF"),
    "an old workbook": (lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1...", "save it as .xlsx or CSV"),
    "bytes": (lambda: b"CODE\0\1\2\3", "is not text"),
    "another table": (lambda: b"A,B\n1,2\n", "lacks the columns CODE, NAME of pets"),
    "a renamed column": (lambda: b"CODE,TITLE\n1,2\n", "lacks the columns NAME of pets"),
    "a truncated gzip": (lambda: gzip.compress(PLAIN.encode() * 99)[:-30], "breaks off"),
    "a damaged gzip": (lambda: gzip.compress(PLAIN.encode())[:12] + b"\0\0\0\0", "damaged"),
    "a bomb": (bomb, "unpacks to more than 250 times its size"),
    "an endless cell": (lambda: b'CODE,NAME\n1,"a\n' + b"2,b\n" * 2**20 + b"1", "does not end"),
    "an endless line": (lambda: b"CODE,NAME\n" + b"a" * 2**23, "a line of more than"),
    "half a zip": (lambda: b"PK\x03\x04" + b"\0" * 40, "damaged"),
}


@pytest.mark.parametrize(("content", "said"), REFUSED.values(), ids=REFUSED)
def test_what_is_no_such_table_is_refused_in_one_sentence(
    content: Callable[[], bytes], said: str, tmp_path: Path
) -> None:
    path = saved(tmp_path / "pets.csv", content())
    with pytest.raises(UnreadableFile) as caught:
        read(path)
    message = str(caught.value)
    assert message.startswith(str(path))
    assert said in message
    assert "\n" not in message


HARMFUL = {
    "above": ({"../../etc/pets.csv": PLAIN.encode()}, "outside of itself"),
    "absolute": ({"/etc/pets.csv": PLAIN.encode()}, "outside of itself"),
    "a drive": ({"C:\\pets.csv": PLAIN.encode()}, "outside of itself"),
    "a bomb": (
        {"pets.csv": b"CODE,NAME\n" + (b"0," + b"a" * 2**16 + b"\n") * 1500},
        "more than 250 times",
    ),
    "many": ({f"{n}.csv": b"" for n in range(1001)}, "holds 1,001 files"),
    "nothing": ({"read.me": b"x"}, "holds no table"),
}


@pytest.mark.parametrize(("members", "said"), HARMFUL.values(), ids=HARMFUL)
def test_a_harmful_zip_is_refused_before_it_is_read(
    members: dict[str, bytes], said: str, tmp_path: Path
) -> None:
    with pytest.raises(UnreadableFile, match=said):
        read(zipped(tmp_path / "pets.zip", members))


def test_a_bomb_is_refused_in_bounded_memory(tmp_path: Path) -> None:
    import tracemalloc

    path = saved(tmp_path / "pets.csv.gz", bomb())
    tracemalloc.start()
    with pytest.raises(UnreadableFile):
        for _ in rows.read(Source(path), [PETS], Sink()):
            pass
    assert tracemalloc.get_traced_memory()[1] < 20 * 2**20
    tracemalloc.stop()


@pytest.mark.parametrize(
    ("written", "number"),
    [("1,234", "1234"), ("$1,234.50", "1234.50"), ("-5", "-5"), ("(1,000)", "-1000"), ("+7.", "7")],
)
def test_numbers_are_read_as_people_write_them(written: str, number: str) -> None:
    assert figures.amount(written) == number


@pytest.mark.parametrize(
    "written", ["", "1,23", "12 000", "1e9", "-(3)", "1.2.3", "٣", "NaN", "0x1"]
)
def test_what_is_not_a_number_is_not_taken_for_one(written: str) -> None:
    with pytest.raises(ValueError, match="is not a number"):
        figures.amount(written)


def test_every_text_survives_as_a_statement() -> None:
    import pyoxigraph as ox

    odd = 'a "b" \\ c\n\r\t\0\x7f\x85 é 😀 \u2028'
    said = statements.line(
        statements.record("pet", "a b/ü"), statements.name("rdfs:label"), statements.text(odd),
        statements.graph("pets"),
    )  # fmt: skip
    (quad,) = ox.parse(said, format=ox.RdfFormat.N_QUADS)
    assert quad.object == ox.Literal(odd, language="en")
    assert quad.subject.value.endswith("/id/pet/a%20b%2F%C3%BC")


def test_statements_are_pulled_in_pieces_of_any_size() -> None:
    pieces = ["ab", "cdé", "f"]
    pull = statements.Pull(pieces)
    found = [pull.read(2) for _ in range(5)]
    assert b"".join(found).decode() == "abcdéf"
    assert found[-1] == b""
    assert statements.Pull(pieces).read() == "abcdéf".encode()


def test_a_row_keeps_its_line(tmp_path: Path) -> None:
    path = saved(tmp_path / "pets.csv", 'CODE,NAME\n1,"a\nb"\n2,c\n')
    assert [row for _, row in rows.read(Source(path), [PETS], Sink())] == [
        Row(3, {"code": "1", "name": "a\nb", "age": ""}),
        Row(4, {"code": "2", "name": "c", "age": ""}),
    ]
