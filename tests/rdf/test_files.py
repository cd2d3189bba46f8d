"""Files of RDF as people have them: packed, in any encoding, under any name, or hostile."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from time import monotonic

import pytest

from credgraph.errors import UnreadableFile
from credgraph.rdf.files import read

RDF_XML = (
    '<?xml version="1.0" encoding="{}"?><rdf:RDF xmlns:e="http://e/" '
    'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
    '<rdf:Description rdf:about="http://e/s"><e:p>{}</e:p></rdf:Description></rdf:RDF>'
)
TURTLE = '<http://e/s> <http://e/p> "é" .'
ENCODED = {
    "latin.rdf": RDF_XML.format("ISO-8859-1", "é").encode("latin-1"),
    "windows.xml": RDF_XML.format("windows-1252", "é").encode("cp1252"),
    "utf-16.rdf": RDF_XML.format("UTF-16", "é").encode("utf-16"),
    "falsely declared.rdf": RDF_XML.format("utf-16", "é").encode(),
    "utf-16.ttl": TURTLE.encode("utf-16"),
    "utf-16.jsonld": '{"@id":"http://e/s","http://e/p":"é"}'.encode("utf-16"),
    "marked.rdf": b"\xef\xbb\xbf" + RDF_XML.format("utf-8", "é").encode(),
    "packed.ttl.gz": gzip.compress(TURTLE.encode()),
    "packed.rdf.gz": gzip.compress(RDF_XML.format("ISO-8859-1", "é").encode("latin-1")),
    "long name.turtle": TURTLE.encode(),
    "notation.n3": TURTLE.encode(),
}


@pytest.mark.parametrize("name", ENCODED)
def test_a_file_is_read_in_its_own_encoding_packing_and_name(name: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_bytes(ENCODED[name])
    assert [str(quad.object) for quad in read(path)] == ['"é"']


def nested(depth: int) -> bytes:
    return (
        b'<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:e="http://e/">'
        + b"<e:A><e:p>" * depth
        + b"</e:p></e:A>" * depth
        + b"</rdf:RDF>"
    )


RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
SPACES = " ".join(f'xmlns:n{number}="http://e/{number}"' for number in range(100_000))
LAUGHS = "".join(f'<!ENTITY a{number} "{f"&a{number - 1};" * 10}">' for number in range(1, 10))
HOSTILE: dict[str, str | bytes] = {
    "deep.rdf": nested(40_000),
    "many namespaces.rdf": f"<r:RDF xmlns:r='{RDF}' {SPACES}/>",
    "growing entities.rdf": (
        f'<?xml version="1.0"?><!DOCTYPE r [<!ENTITY a0 "{"ha" * 50}">{LAUGHS}]>'
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:e="http://e/">'
        '<rdf:Description rdf:about="http://e/s"><e:p>&a9;</e:p></rdf:Description></rdf:RDF>'
    ),
    "growing when unpacked.ttl.gz": gzip.compress(b" " * 300_000_000, 1),
    "cut when packed.ttl.gz": gzip.compress(TURTLE.encode())[:-6],
    "not encoded as declared.rdf": RDF_XML.format("nonsense", "é").encode("latin-1"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_ends_in_a_sentence_and_in_time(name: str, tmp_path: Path) -> None:
    path, content = tmp_path / name, HOSTILE[name]
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    begun = monotonic()
    with pytest.raises(UnreadableFile):
        read(path)
    assert monotonic() - begun < 10


def test_entities_that_stand_for_namespaces_are_read(tmp_path: Path) -> None:
    path = tmp_path / "ontology.owl"
    path.write_text(
        '<?xml version="1.0"?><!DOCTYPE rdf:RDF [<!ENTITY e "http://e/">]>'
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:e="&e;">'
        '<rdf:Description rdf:about="&e;s"><e:p>é</e:p></rdf:Description></rdf:RDF>',
        encoding="utf-8",
    )
    assert [str(quad.subject) for quad in read(path)] == ["<http://e/s>"]


@pytest.mark.parametrize("place", ["subject", "object", "type"])
def test_a_malformed_iri_of_json_ld_is_named_and_its_record_not_left_out(
    place: str, tmp_path: Path
) -> None:
    record = {"@id": "http://e/s", "@type": ["http://e/T"], "http://e/p": [{"@id": "http://e/o"}]}
    bad = {"subject": "http://e/s", "object": "http://e/o", "type": "http://e/T"}[place]
    path = tmp_path / "record.jsonld"
    path.write_text(json.dumps(record).replace(bad, "http://e/a b"), encoding="utf-8")
    with pytest.raises(UnreadableFile, match="'http://e/a b' is no IRI"):
        read(path)


BASED = "begin the file with @base <https://w3id.org/credgraph/id/> ."
RELATIVE = {
    "subject.ttl": ("# <http://e/>\n<my-cost> a <http://e/C> .", 2, "<my-cost>", BASED),
    "predicate.ttl": ('<http://e/a> <p> "<x>" .', 1, "<p>", BASED),
    "datatype.ttl": ('<http://e/a> <http://e/p> "<x>"^^<int> .', 1, "<int>", BASED),
    "prefix.ttl": ("@prefix cg: <ns#> .\ncg:a a cg:b .", 1, "<ns#>", BASED),
    "empty.ttl": ("<> a <http://e/C> .", 1, "<>", BASED),
    "graph.trig": ("<g> { <http://e/a> <http://e/p> 1 }", 1, "<g>", BASED),
    "subject.nt": ('<a> <http://p> "x" .', 1, "<a>", "write the whole address"),
    "about.rdf": (
        RDF_XML.format("utf-8", "x").replace("http://e/s", "a"),
        None,
        "<a>",
        'begin the file with <rdf:RDF xml:base="https://w3id.org/credgraph/id/"',
    ),
}


@pytest.mark.parametrize("name", RELATIVE)
def test_a_relative_iri_is_named_with_what_to_write(name: str, tmp_path: Path) -> None:
    text, line, iri, hint = RELATIVE[name]
    (tmp_path / name).write_text(text)
    with pytest.raises(UnreadableFile) as refused:
        read(tmp_path / name)
    assert refused.value.line == line
    assert refused.value.problem == f"the IRI {iri} is relative, and nothing says to what"
    assert "such as <https://w3id.org/credgraph/id/" in refused.value.hint
    assert hint in refused.value.hint
    if "@base" in hint:
        (tmp_path / name).write_text(f"@base <https://w3id.org/credgraph/id/> .\n{text}")
        assert read(tmp_path / name)
