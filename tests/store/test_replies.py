"""Answers in any syntax and spelling: read where the meaning is plain, else left out and named."""

from __future__ import annotations

import gzip
import json
import zlib
from typing import Any

import pyoxigraph as ox
import pytest
from endpoints import HEAD, JSON, answering, reply

from credgraph.errors import EndpointUnavailable
from credgraph.graph import CredentialGraph
from credgraph.results import Table, Triples
from credgraph.store.endpoint import RemoteStore

SELECT, CONSTRUCT = "SELECT * { ?s ?p ?o }", "CONSTRUCT WHERE { ?s ?p ?o }"
XSD = "http://www.w3.org/2001/XMLSchema#"
XML = "application/sparql-results+xml"
TSV = "text/tab-separated-values"
NAMESPACE = 'xmlns="http://www.w3.org/2005/sparql-results#"'


def read(
    body: bytes,
    media: str = JSON,
    query: str = SELECT,
    status: int = 200,
    headers: dict[str, str] | None = None,
) -> Any:
    """Return what the library makes of an endpoint's reply."""
    with answering(lambda call: reply(call, status, media, body, headers=headers)) as url:
        return CredentialGraph(RemoteStore(url, 20)).query(query)


def results(*rows: dict[str, Any], names: tuple[str, ...] = ("a",), **more: Any) -> bytes:
    found = {"head": {"vars": [*names]}, "results": {"bindings": [*rows]}, **more}
    return json.dumps(found).encode()


def cell(term: Any) -> ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple | None:
    """Return the one term of an answer with this JSON in it; there is a row beside it."""
    table = read(results({"a": term, "b": {"type": "literal", "value": "kept"}}, names=("a", "b")))
    assert table.column("b") == ["kept"]
    found: ox.Literal | None = table.rows[0][0]
    return found


YES = b'{"type":"literal","value":"yes"}'
SHAPES = {
    "keys beside": b'{"meta":{"t":[1]},"head":{"vars":["a"],"link":[]},"results":{"distinct":false,'
    b'"bindings":[{"a":%s}],"ordered":true},"more":[{}]}' % YES,
    "head last": b'{"results":{"bindings":[{"a":%s}]},"head":{"vars":["a"]}}' % YES,
    "no names": b'{"head":{},"results":{"bindings":[{"a":%s}]}}' % YES,
    "names twice": b'{"head":{"vars":["a","a"]},"results":{"bindings":[{"a":%s}]}}' % YES,
    "marked names": b'{"head":{"vars":["?a"]},"results":{"bindings":[{"?a":%s}]}}' % YES,
    "byte order mark": b"\xef\xbb\xbf" + HEAD.replace(b'"x"', b'"a"') + b'{"a":%s}]}}' % YES,
}


@pytest.mark.parametrize("shape", SHAPES)
def test_results_in_json_are_read_whatever_stands_beside_them(shape: str) -> None:
    assert [*read(SHAPES[shape])] == [{"a": "yes"}]


SYNTAXES = {
    XML: f"<sparql {NAMESPACE}><head><variable name='a'/></head><results><result><binding name='a'>"
    "<literal>yes</literal></binding></result></results></sparql>",
    TSV: '?a\n"yes"\n',
    "text/csv": "a\r\nyes\r\n",
    "application/json": SHAPES["head last"].decode(),
}


@pytest.mark.parametrize("media", SYNTAXES)
@pytest.mark.parametrize("said", [True, False])
def test_every_syntax_of_results_is_read_by_its_type_or_its_bytes(media: str, said: bool) -> None:
    if media == "text/csv" and not said:
        pytest.skip("any text is CSV")
    assert read(SYNTAXES[media].encode(), media if said else "text/plain").column("a") == ["yes"]


GRAPHS = {
    "text/turtle": "<x:s> <x:p> 'o' .",
    "application/n-triples": '<x:s> <x:p> "o" .',
    "application/n-quads": '<x:s> <x:p> "o" <x:g> .',
    "application/trig": "<x:g> { <x:s> <x:p> 'o' }",
    "application/ld+json": '[{"@id": "x:s", "x:p": "o"}]',
    "application/rdf+xml": '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" '
    'xmlns:x="x:"><rdf:Description rdf:about="x:s"><x:p>o</x:p></rdf:Description></rdf:RDF>',
}


@pytest.mark.parametrize("media", GRAPHS)
@pytest.mark.parametrize("said", [True, False])
def test_every_syntax_of_graphs_is_read_by_its_type_or_its_bytes(media: str, said: bool) -> None:
    if media == "application/n-quads" and not said:
        pytest.skip("N-Quads look like N-Triples at first")
    built = read(GRAPHS[media].encode(), media if said else "text/plain", CONSTRUCT)
    assert isinstance(built, Triples)
    assert [str(triple) for triple in built] == ['<x:s> <x:p> "o"']


@pytest.mark.parametrize("media", [JSON, XML, "text/boolean", "text/plain"])
def test_a_boolean_is_read_in_every_syntax(media: str) -> None:
    xml = f"<sparql {NAMESPACE}><head/><boolean>true</boolean></sparql>"
    body = {JSON: '{"head":{},"boolean":"true"}', XML: xml}.get(media, "true")
    assert read(body.encode(), media, "ASK {}") is True


PACKED = {
    "gzip": gzip.compress(SHAPES["head last"]),
    "gzip in parts": gzip.compress(SHAPES["head last"][:40])
    + gzip.compress(SHAPES["head last"][40:]),
    "deflate": zlib.compress(SHAPES["head last"]),
    "deflate unframed": zlib.compress(SHAPES["head last"])[2:-4],
}


@pytest.mark.parametrize("packing", PACKED)
def test_a_packed_answer_is_unpacked(packing: str) -> None:
    assert read(PACKED[packing], headers={"Content-Encoding": packing.split()[0]}).column("a") == [
        "yes"
    ]


def test_a_packed_answer_is_bounded_when_unpacked_and_whole() -> None:
    bomb = gzip.compress(HEAD + b" " * 2**22 + b"]}}")
    packed = {"Content-Encoding": "gzip"}
    with answering(lambda call: reply(call, 200, JSON, bomb, headers=packed)) as url:
        small = CredentialGraph(RemoteStore(url, max_bytes=2**20))
        with pytest.raises(EndpointUnavailable, match="more than 1 MB"):
            small.query(SELECT)
    for odd in (bomb[:200], bomb[:-9], b"no gzip"):
        with pytest.raises(EndpointUnavailable, match=r"breaks off|damaged|starts with"):
            read(odd, headers=packed)
    with pytest.raises(EndpointUnavailable, match="packed as br"):
        read(b"x", headers={"Content-Encoding": "br"})


def literal(value: str, datatype: str) -> ox.Literal:
    return ox.Literal(value, datatype=ox.NamedNode(f"{XSD}{datatype}"))


SPELLINGS: dict[str, tuple[Any, object]] = {
    "typed literal": (
        {"type": "typed-literal", "value": "3", "datatype": f"{XSD}integer"},
        literal("3", "integer"),
    ),
    "blank node": ({"type": "bnode", "value": "_:b0"}, ox.BlankNode("b0")),
    "name of a language": ({"type": "literal", "value": "x", "xml:lang": "en_US"}, "x@en-US"),
    "no language": ({"type": "literal", "value": "x", "xml:lang": ""}, ox.Literal("x")),
    "name of a datatype": (
        {"type": "literal", "value": "3", "datatype": "integer"},
        literal("3", "integer"),
    ),
    "shortened datatype": (
        {"type": "literal", "value": "3", "datatype": "xsd:integer"},
        literal("3", "integer"),
    ),
    "number": (
        {"type": "literal", "value": 12345678901234567890.1, "datatype": f"{XSD}integer"},
        literal("1.2345678901234567e+19", "integer"),
    ),
    "bare number": (5, literal("5", "integer")),
    "capitals": ({"type": "URI", "value": "x:y"}, ox.NamedNode("x:y")),
    "brackets": ({"type": "uri", "value": "<x:y>"}, ox.NamedNode("x:y")),
    "null": (None, None),
    "unbound": ({"type": "undef"}, None),
    "older triple": (
        {
            "type": "triple",
            "value": {
                "s": {"type": "uri", "value": "x:s"},
                "p": {"type": "uri", "value": "x:p"},
                "o": {"type": "literal", "value": "o"},
            },
        },
        ox.Triple(ox.NamedNode("x:s"), ox.NamedNode("x:p"), ox.Literal("o")),
    ),
}


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_an_odd_spelling_is_read_where_its_meaning_is_plain(spelling: str) -> None:
    term, meaning = SPELLINGS[spelling]
    language = ox.Literal("x", language="en-US")
    assert cell(term) == (language if meaning == "x@en-US" else meaning)


def test_a_blank_node_of_any_label_stays_the_same_node() -> None:
    node = {"a": {"type": "bnode", "value": "nodeID://b1"}}
    first, second = (row[0] for row in read(results(node, node)).rows)
    assert first == second
    assert isinstance(first, ox.BlankNode)


NO_TERMS = {
    "space in an IRI": {"type": "uri", "value": "http://e/Le Mans"},
    "relative IRI": {"type": "uri", "value": "page/1"},
    "empty IRI": {"type": "uri", "value": ""},
    "no language": {"type": "literal", "value": "x", "xml:lang": "a language"},
    "half a character": {"type": "literal", "value": "\ud83d"},
    "unknown kind": {"type": "quad", "value": "x"},
    "text for a term": "text",
    "list for text": {"type": "literal", "value": ["x"]},
}


@pytest.mark.parametrize("kind", NO_TERMS)
def test_a_value_that_is_no_term_is_named_and_costs_no_other(kind: str) -> None:
    good = {"a": {"type": "literal", "value": "good"}}
    table = read(results(good, {"a": NO_TERMS[kind]}, good))
    assert table.column("a") == ["good", None, "good"]
    assert table.partial
    assert table.notes[0].startswith("row 2, column a: ")


def test_many_values_that_are_no_terms_take_few_notes() -> None:
    table = read(results(*[{"a": NO_TERMS["relative IRI"]}] * 500))
    assert len(table.notes) < 10
    assert "495 more values" in table.notes[-1]


def test_bytes_that_are_no_text_cost_one_value() -> None:
    body = HEAD + b'{"x":{"type":"literal","value":"caf\xe9"}},{"x":%s}]}}' % YES
    assert read(body).column("x") == [None, "yes"]
    assert read(body, f"{JSON}; charset=iso-8859-1").column("x") == ["café", "yes"]
    for media, text in (("text/csv", b"x\ncaf\xe9\nyes\n"), (TSV, b'?x\n"caf\xe9"\n"yes"\n')):
        assert read(text, media).column("x") == [None, "yes"]


PARTIAL: dict[str, tuple[int, bytes, dict[str, str]]] = {
    "206": (206, results({}), {}),
    "anytime": (200, results({}), {"X-SQL-State": "S1TAT", "X-SQL-Message": "timeout"}),
    "most rows": (200, results({}, {}), {"X-SPARQL-MaxRows": "2"}),
    "fewer than there are": (200, results({}, {}, meta={"result-size-total": 9}), {}),
    "warning": (200, results({}, warnings=["cut short"]), {}),
}


@pytest.mark.parametrize("kind", PARTIAL)
def test_a_part_of_an_answer_is_told_from_the_whole(kind: str) -> None:
    status, body, headers = PARTIAL[kind]
    table = read(body, status=status, headers=headers)
    assert table.partial
    assert table.notes


def test_a_whole_answer_has_no_notes() -> None:
    body = results({}, {}, meta={"result-size-total": 2})
    table = read(body, headers={"X-SPARQL-MaxRows": "3"})
    assert isinstance(table, Table)
    assert (table.partial, table.notes) == (False, ())


ENDLESS = b'{"type":"triple","value":{"subject":'
DEEP = {
    "JSON": (JSON, SELECT, HEAD + b'{"x":' + ENDLESS * 100_000),
    "JSON skipped": (JSON, SELECT, b'{"meta":' + b"[" * 200_000),
    "triple terms": ("text/turtle", CONSTRUCT, b"<x:s> <x:p> " + b"<<( <x:s> <x:p> " * 20_000),
    "TriG": ("text/plain", CONSTRUCT, b"<x:s> <x:p> " + b"<<( <x:s> <x:p> " * 20_000),
    "JSON-LD": ("application/ld+json", CONSTRUCT, b'{"x:p":' * 100_000),
    "XML": (XML, SELECT, b"<sparql><head/>" + b"<results>" * 100_000),
    "RDF/XML": ("application/rdf+xml", CONSTRUCT, b"<a>" * 100_000),
    "entities": (XML, SELECT, b'<!DOCTYPE a [<!ENTITY b "c">]><sparql>&b;</sparql>'),
}


@pytest.mark.parametrize("kind", DEEP)
def test_nesting_and_entities_end_in_a_sentence_and_not_the_process(kind: str) -> None:
    media, query, body = DEEP[kind]
    with pytest.raises(EndpointUnavailable, match=r"nested too deep|declares entities"):
        read(body, media, query)


def test_a_deep_triple_term_costs_one_value_in_json_and_in_tsv() -> None:
    term: dict[str, Any] = {"type": "uri", "value": "x:o"}
    node = {"type": "uri", "value": "x:s"}
    for _ in range(200):
        term = {"type": "triple", "value": {"subject": node, "predicate": node, "object": term}}
    assert read(results({"a": term}, {"a": node})).column("a") == [None, "x:s"]
    deep = "<<( <x:s> <x:p> " * 5000 + "<x:o>" + " )>>" * 5000
    tsv = read(f"?a\n{deep}\n<x:s>\n".encode(), TSV)
    assert tsv.column("a") == [None, "x:s"]


def test_a_field_of_tsv_is_one_term() -> None:
    fields = ['"a\\tb"@en', "12", "<x:y>", "_:b", "", '"x" . <x:a> <x:b> <x:c>', "<x y>"]
    body = "?a\n" + "\n".join(fields) + "\n"
    table = read(body.encode(), TSV)
    assert [*map(str, [row[0] for row in table.rows])][:3] == [
        '"a\tb"@en'.replace("\t", "\\t"),
        f'"12"^^<{XSD}integer>',
        "<x:y>",
    ]
    assert [row[0] for row in table.rows][4:] == [None, None, None]


def test_csv_keeps_commas_quotes_and_lines() -> None:
    body = b'a,b\r\n"x, ""y""\nz",1\r\n,2\r\n'
    table = read(body, "text/csv")
    assert [*table] == [{"a": 'x, "y"\nz', "b": "1"}, {"a": None, "b": "2"}]
    assert "CSV does not tell" in table.notes[0]
    assert not table.partial


def test_terms_of_xml_are_those_of_json() -> None:
    terms = (
        "<uri>x:y</uri>",
        "<literal xml:lang='he' its:dir='rtl'>x</literal>",
        f"<literal datatype='{XSD}integer'>5</literal>",
        "<bnode>b</bnode>",
        "<triple><subject><uri>x:s</uri></subject><predicate><uri>x:p</uri></predicate>"
        "<object><triple><subject><uri>x:s</uri></subject><predicate><uri>x:p</uri></predicate>"
        "<object><literal>o</literal></object></triple></object></triple>",
    )
    rows = "".join(f"<result><binding name='a'>{term}</binding></result>" for term in terms)
    body = (
        f"<sparql {NAMESPACE} xmlns:its='http://www.w3.org/2005/11/its'><head>"
        f"<variable name='a'/></head><results>{rows}<result/></results></sparql>"
    )
    found = [str(row[0]) for row in read(body.encode(), XML).rows]
    assert found == [
        "<x:y>",
        '"x"@he--rtl',
        f'"5"^^<{XSD}integer>',
        "_:b",
        '<x:s> <x:p> <<( <x:s> <x:p> "o" )>>',
        "None",
    ]


BROKEN = {
    "cut": (HEAD + b'{"x":' + YES + b"}", "breaks off in the middle"),
    "cut in text": (HEAD + b'{"x":{"type":"lit', "breaks off in the middle"),
    "exception": (
        HEAD + b'{"x":' + YES + b"}\njava.util.concurrent.TimeoutException\n\tat a.b(C.java)\n",
        "java.util.concurrent.TimeoutException",
    ),
    "error": (b'{"error": {"message": "Query timed out"}}', "Query timed out"),
    "other JSON": (b"[1]", r"it starts with '\[1\]'"),
    "text": (b"Error: too complex", "Error: too complex"),
    "more": (HEAD + b"]}} {}", "something follows"),
}


@pytest.mark.parametrize("kind", BROKEN)
def test_a_broken_answer_is_told_in_the_words_of_the_endpoint(kind: str) -> None:
    body, words = BROKEN[kind]
    with pytest.raises(EndpointUnavailable, match=words):
        read(body)


def test_rows_are_read_as_they_are_wanted() -> None:
    """A limit keeps an endpoint that never ends from being read to its end."""
    endless = HEAD + b'{"x":%s},' % YES * 50_000
    with answering(lambda call: reply(call, 200, JSON, endless)) as url:
        cut = CredentialGraph(RemoteStore(url)).query(SELECT, limit=10)
    assert isinstance(cut, Table)
    assert len(cut) == 10


TURTLE, NT = "text/turtle", "application/n-triples"
ODD_GRAPHS = {
    "a space in an IRI": (TURTLE, "<http://e/s> <http://e/p> <http://e/a b>, 'kept' ."),
    "a space in an IRI of N-Triples": (
        NT,
        '<http://e/s> <http://e/p> <http://e/a b> .\n<http://e/s> <http://e/p> "kept" .',
    ),
    "a brace in a datatype": (TURTLE, "<http://e/s> <http://e/p> 'x'^^<http://e/{t}>, 'kept' ."),
    "a space in an IRI of JSON-LD": (
        "application/ld+json",
        '[{"@id":"http://e/a b","http://e/p":[{"@value":"x"}]},'
        '{"@id":"http://e/s","http://e/p":[{"@value":"kept"}]}]',
    ),
    "a space in an IRI of RDF/XML": (
        "application/rdf+xml",
        '<r:RDF xmlns:r="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:e="http://e/">'
        '<r:Description r:about="http://e/a b"><e:p>x</e:p></r:Description>'
        '<r:Description r:about="http://e/s"><e:p>kept</e:p></r:Description></r:RDF>',
    ),
    "a subject of RDF/JSON": (
        "application/rdf+json",
        '{"http://e/a b":{"http://e/p":[{"type":"literal","value":"x"}]},'
        '"http://e/s":{"http://e/p":[{"type":"literal","value":"kept"}]}}',
    ),
}


@pytest.mark.parametrize("kind", ODD_GRAPHS)
def test_a_term_of_a_graph_that_is_none_is_named_and_costs_its_triple_alone(kind: str) -> None:
    media, text = ODD_GRAPHS[kind]
    found = read(text.encode(), media, CONSTRUCT)
    assert [triple.object.value for triple in found.triples] == ["kept"]
    [note] = found.notes
    assert "left out" in note
    assert found.partial


PLAIN_GRAPHS = {
    "an underscore in a tag": ("'x'@en_US, '@de_DE _:a\\\\b'", ['"x"@en-us', '"@de_DE _:a\\\\b"']),
    "an address for a blank node": (r"_:nodeID\:\/\/b1, _:nodeID://b1", ["_:"]),
}


@pytest.mark.parametrize("kind", PLAIN_GRAPHS)
def test_an_odd_spelling_in_turtle_is_read_where_its_meaning_is_plain(kind: str) -> None:
    objects, expected = PLAIN_GRAPHS[kind]
    found = read(f"<http://e/s> <http://e/p> {objects} .".encode(), TURTLE, CONSTRUCT)
    assert not found.notes
    shown = sorted(str(triple.object) for triple in found.triples)
    assert len(shown) == len(expected)
    for each, start in zip(shown, sorted(expected), strict=True):
        assert each.lower().startswith(start.lower())


FALSE_TYPES = ("text/csv", TSV, TURTLE, XML, "application/rdf+xml", "application/n-triples")


@pytest.mark.parametrize("media", FALSE_TYPES)
def test_bytes_decide_where_the_type_that_is_announced_is_false(media: str) -> None:
    table = read(results({"a": {"type": "literal", "value": "yes"}}), media)
    assert table.column("a") == ["yes"]
    with pytest.raises(EndpointUnavailable, match="web page"):
        read(b"<!doctype html><html><title>Sign in</title></html>", media)


CUT_SHORT = {
    "a member": (results({"a": {"type": "literal", "value": "1"}}, truncated=True), {}),
    "a header": (results({"a": {"type": "literal", "value": "1"}}), {"X-Result-Truncated": "true"}),
    "a warning": (
        results({"a": {"type": "literal", "value": "1"}}),
        {"Warning": '199 - "Result truncated at 10000 rows"'},
    ),
}


@pytest.mark.parametrize("kind", CUT_SHORT)
def test_an_answer_that_says_it_is_cut_short_is_told_as_a_part(kind: str) -> None:
    body, headers = CUT_SHORT[kind]
    found = read(body, headers=headers)
    assert found.column("a") == ["1"]
    assert found.partial
    assert found.notes


@pytest.mark.parametrize(("media", "sign"), [(TSV, "\t"), ("text/csv", ",")])
def test_a_row_of_another_length_than_the_head_is_named(media: str, sign: str) -> None:
    rows = [["a", "b"], ["'1'"], ["'2'", "'3'", "'4'"]]
    found = read("\n".join(map(sign.join, rows)).encode(), media)
    assert found.partial
    told = " ".join(found.notes)
    assert "row 1, column b" in told
    assert "row 2, column number 3" in told


def test_a_quotation_that_never_ends_is_no_value_of_csv() -> None:
    with pytest.raises(EndpointUnavailable, match="breaks off"):
        read(b'a\n"yes\n', "text/csv")


FIELDS = {
    "http://e/x": ox.NamedNode("http://e/x"),
    "INF": ox.Literal("INF", datatype=ox.NamedNode(f"{XSD}double")),
    '"x"@en_US': ox.Literal("x", language="en-us"),
}


@pytest.mark.parametrize("field", FIELDS)
def test_an_odd_field_of_tsv_is_read_where_its_meaning_is_plain(field: str) -> None:
    found = read(f"?a\n{field}\n".encode(), TSV)
    assert found.rows[0][0] == FIELDS[field]
    assert not found.notes


PACKINGS = {
    "not announced": (True, {}),
    "with another": (True, {"Content-Encoding": "gzip, identity"}),
    "announced and not packed": (False, {"Content-Encoding": "gzip"}),
    "the encoding of the text": (False, {"Content-Encoding": "UTF-8"}),
}


@pytest.mark.parametrize("kind", PACKINGS)
def test_bytes_decide_whether_an_answer_is_packed(kind: str) -> None:
    is_packed, headers = PACKINGS[kind]
    body = results({"a": {"type": "literal", "value": "yes"}})
    found = read(gzip.compress(body) if is_packed else body, headers=headers)
    assert found.column("a") == ["yes"]


def test_the_words_of_a_packed_refusal_are_told() -> None:
    with pytest.raises(EndpointUnavailable, match="timed out after 60 s"):
        read(gzip.compress(b"Query timed out after 60 s"), "text/plain", status=500)


def test_a_graph_that_comes_as_a_table_is_a_graph() -> None:
    row = {
        "s": {"type": "uri", "value": "http://e/s"},
        "p": {"type": "uri", "value": "http://e/p"},
        "o": {"type": "literal", "value": "o"},
    }
    found = read(results(row, names=("s", "p", "o")), query=CONSTRUCT)
    assert isinstance(found, Triples)
    assert str(found.triples[0].object) == '"o"'


XML_TEXTS = {
    "a prefix": ("", "s:", ' xmlns:s="http://www.w3.org/2005/sparql-results#"', "utf-8"),
    "UTF-16": ('<?xml version="1.0" encoding="UTF-16"?>', "", f" {NAMESPACE}", "utf-16"),
}


@pytest.mark.parametrize("kind", XML_TEXTS)
@pytest.mark.parametrize("media", [XML, "application/xml"])
def test_results_in_xml_are_read_whatever_its_prefix_and_encoding(kind: str, media: str) -> None:
    start, prefix, namespace, encoding = XML_TEXTS[kind]
    if encoding == "utf-16" and media != XML:
        pytest.skip("nothing says that these bytes are results")
    text = (
        f"{start}<{prefix}sparql{namespace}>"
        f"<{prefix}head><{prefix}variable name='a'/></{prefix}head>"
        f"<{prefix}results><{prefix}result><{prefix}binding name='a'><{prefix}literal>yes"
        f"</{prefix}literal></{prefix}binding></{prefix}result></{prefix}results></{prefix}sparql>"
    )
    assert read(text.encode(encoding), media).column("a") == ["yes"]


def in_xml(*values: str, head: str = "") -> bytes:
    rows = "".join(f"<result><binding name='a'>{value}</binding></result>" for value in values)
    names = "<head><variable name='a'/></head>"
    return f"{head}<sparql {NAMESPACE}>{names}<results>{rows}</results></sparql>".encode()


FORBIDDEN = {
    "a control character": "x\x01y",
    "a reference to one": "x&#1;y",
    "NUL": "x\x00y",
    "half a character": "x&#xD800;y",
    "no character": "x\ufffey",
    "in a section of data": "<![CDATA[a & <b> \x02]]>",
    "markup": "x <b>bold</b> y",
}


@pytest.mark.parametrize("kind", FORBIDDEN)
def test_a_value_that_xml_forbids_is_left_out_and_named_beside_the_others(kind: str) -> None:
    values = ("first", FORBIDDEN[kind], "last")
    answer = read(in_xml(*(f"<literal>{value}</literal>" for value in values)), XML)
    assert answer.column("a") == ["first", None, "last"]
    [note] = answer.notes
    assert note.startswith("row 2, column a: '")
    assert answer.partial


def test_bytes_of_another_encoding_in_xml_are_left_out_and_named() -> None:
    body = in_xml("<literal>first</literal>", "<literal>caf\xe9</literal>")
    answer = read(body.decode().encode("latin-1"), XML)
    assert answer.column("a") == ["first", None]
    assert "row 2, column a" in answer.notes[0]
    declared = in_xml("<literal>\xe9</literal>", head="<?xml version='1.0' encoding='latin1'?>")
    assert read(declared.decode().encode("latin-1"), XML).column("a") == ["\xe9"]


PLAIN = {
    "x & y": "x & y",
    "a < b": "a < b",
    "1<2": "1<2",
    "x&nbsp;y": "x\xa0y",
    "&foo;": "&foo;",
    "]]>": "]]>",
    "<![CDATA[a & <b>]]>": "a & <b>",
    "\ufdd0": "\ufdd0",
    "&#233; &amp; &lt;": "\xe9 & <",
}


@pytest.mark.parametrize("written", PLAIN)
def test_signs_of_xml_that_were_not_escaped_are_text(written: str) -> None:
    long = "z" * 70_000  # beyond one piece of the answer
    answer = read(in_xml(f"<literal>{long}</literal>", f"<literal>{written}</literal>"), XML)
    assert answer.column("a") == [long, PLAIN[written]]
    assert not answer.notes
    uri = read(in_xml("<uri>http://e/?a=1&b=2</uri>"), XML)
    assert uri.column("a") == ["http://e/?a=1&b=2"]


@pytest.mark.parametrize("media", [XML, JSON, "text/csv", "text/turtle"])
@pytest.mark.parametrize("charset", ["zlib", "hex", "punycode", "nosuch", "UTF-8"])
def test_a_charset_that_is_none_is_read_as_utf_8(media: str, charset: str) -> None:
    bodies = {XML: in_xml("<literal>\xe9</literal>"), JSON: results({"a": "\xe9"})}
    body = bodies.get(media, b"<x:s> <x:p> 1 ." if media == "text/turtle" else b"a\r\n\xc3\xa9")
    query = CONSTRUCT if media == "text/turtle" else SELECT
    assert len(read(body, f"{media}; charset={charset}", query)) == 1


@pytest.mark.parametrize("sign", [",", ";", "\t", "|"])
@pytest.mark.parametrize("media", ["text/csv", TSV])
def test_values_are_told_apart_by_the_sign_between_the_names(sign: str, media: str) -> None:
    if (sign, media) == ("\t", TSV):
        pytest.skip("that is TSV")
    answer = read(f'a{sign}b\r\n1{sign}"x{sign},;y"\r\n'.encode(), media)
    assert [*answer] == [{"a": "1", "b": f"x{sign},;y"}]
    alone = read(b"a\r\n1;2\r\n", "text/csv")
    assert alone.column("a") == ["1;2"]


def test_csv_with_its_separator_named_and_terms_announced_as_csv_are_read() -> None:
    assert [*read(b"sep=;\r\na;b\r\n1;2\r\n", "text/csv")] == [{"a": "1", "b": "2"}]
    terms = read(b'?a\t?b\n<x:1>\t"2"@en\n', "text/csv")
    assert terms.rows == [(ox.NamedNode("x:1"), ox.Literal("2", language="en"))]


NULLS = {
    "results": b'{"head":{"vars":["a"]},"results":null}',
    "bindings": b'{"head":{"vars":["a"]},"results":{"bindings":null}}',
    "before the head": b'{"results":null,"head":{"vars":["a"]}}',
}


@pytest.mark.parametrize("place", NULLS)
def test_null_in_place_of_rows_is_no_rows_and_said(place: str) -> None:
    answer = read(NULLS[place])
    assert answer.rows == []
    assert [column.name for column in answer.columns] == ["a"]
    assert answer.notes == ("the endpoint sends null in place of rows, read as no rows",)


@pytest.mark.parametrize("rest", [b'"head":{}', b'"head":{"vars":["a"]},"error":"out of time"'])
def test_null_without_columns_or_beside_an_error_is_no_answer(rest: bytes) -> None:
    with pytest.raises(EndpointUnavailable, match=r"another kind|out of time"):
        read(b'{"results":null,' + rest + b"}")


TWICE = {
    "gzip": gzip.compress(PACKED["gzip"]),
    "gzip, gzip": gzip.compress(PACKED["gzip"]),
    "deflate, gzip": gzip.compress(PACKED["deflate"]),
    "gzip, deflate": zlib.compress(PACKED["gzip"]),
    "": gzip.compress(PACKED["gzip"]),
}


@pytest.mark.parametrize("named", TWICE)
def test_an_answer_packed_more_than_once_is_unpacked_and_bounded(named: str) -> None:
    assert read(TWICE[named], headers={"Content-Encoding": named}).column("a") == ["yes"]
    bomb = gzip.compress(gzip.compress(HEAD + b" " * 2**22 + b"]}}"))
    with answering(lambda call: reply(call, 200, JSON, bomb)) as url:
        small = CredentialGraph(RemoteStore(url, max_bytes=2**20))
        with pytest.raises(EndpointUnavailable, match="more than 1 MB"):
            small.query(SELECT)
    often = PACKED["gzip"]
    for _ in range(5):
        often = gzip.compress(often)
    with pytest.raises(EndpointUnavailable, match="packed"):
        read(often)
    with pytest.raises(EndpointUnavailable, match="breaks off"):
        read(gzip.compress(PACKED["gzip"][:-6]))


RDF = (
    '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:e="http://e/">'
    '<rdf:Description rdf:about="http://e/?a=1&b=2"><e:p>{}</e:p></rdf:Description>'
    '<rdf:Description rdf:about="http://e/b"><e:p>ok</e:p></rdf:Description></rdf:RDF>'
)


@pytest.mark.parametrize("odd", ["x\x01y", "x&#x1;y"])
def test_a_sign_that_xml_forbids_costs_its_triple_and_no_other(odd: str) -> None:
    built = read(RDF.format(odd).encode(), "application/rdf+xml", CONSTRUCT)
    assert [triple.object.value for triple in built] == ["ok"]
    [note] = built.notes
    assert note == "triple 1, object: 'x\\x01y' holds U+0001, which XML forbids; it was left out"
    plain = read(RDF.format("a & b").encode(), "application/rdf+xml", CONSTRUCT)
    assert {triple.subject.value for triple in plain} == {"http://e/?a=1&b=2", "http://e/b"}


@pytest.mark.parametrize("media", ["text/turtle", "application/ld+json"])
def test_control_characters_are_kept_where_the_syntax_is_no_xml(media: str) -> None:
    body = {
        "text/turtle": '<x:s> <x:p> "x\x01y" .',
        "application/ld+json": '[\n{"@id":"x:s","x:p":"x\x01y"}]',
    }[media]
    [triple] = read(body.encode(), media, CONSTRUCT)
    assert triple.object.value == "x\x01y"


def test_one_page_of_an_answer_is_a_part_of_it() -> None:
    answer = read(SHAPES["head last"], headers={"Link": '<?page=2>; rel="next"'})
    assert answer.partial
    assert "links to the next" in answer.notes[0]
    assert not read(SHAPES["head last"], headers={"Link": '<?page=1>; rel="prev"'}).partial


def test_cells_that_are_named_by_their_column_are_read() -> None:
    body = in_xml("").replace(b"<binding name='a'></binding>", b"<a><literal>yes</literal></a>")
    assert read(body, XML).column("a") == ["yes"]


def test_csv_in_utf_16_is_read() -> None:
    assert [*read("a,b\r\n1,\xe9\r\n".encode("utf-16"), "text/csv")] == [{"a": "1", "b": "\xe9"}]


def test_a_server_that_offers_none_of_our_syntaxes_may_choose_its_own() -> None:
    def choosy(call: Any) -> None:
        if call.headers["Accept"] != "*/*":
            return reply(call, 406, "text/plain", b"not acceptable")
        return reply(call, 200, JSON, SHAPES["head last"])

    with answering(choosy) as url:
        assert CredentialGraph(RemoteStore(url, 20)).query(SELECT).column("a") == ["yes"]  # type: ignore[union-attr]
