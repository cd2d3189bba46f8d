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
