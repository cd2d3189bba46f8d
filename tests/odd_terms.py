"""Terms that are legal in RDF and trouble writers: every datatype, odd texts, odd IRIs."""

from __future__ import annotations

from itertools import product

import pyoxigraph as ox

XSD = "http://www.w3.org/2001/XMLSchema#"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"

_FORMS = {  # of each datatype, spellings that a writer may be tempted to put right
    "integer": "0 007 +7 -0 1_0 9007199254740993 123456789012345678901234567890",
    "decimal": "0.0 00.10 1. .25 +2.50 -0.0 98765432109876543210.012345678901234567890 1e2",
    "double": "0 1e0 1E3 1.50E-7 .5e1 INF -INF +INF NaN 1e400 inf",
    "float": "2.5 1e3 -INF NaN 0.1",
    "boolean": "true false 1 0 True yes",
    "long": "9223372036854775807 -1 9223372036854775808",
    "int": "12 -12 2147483648",
    "short": "1 40000",
    "byte": "127 128",
    "unsignedLong": "18446744073709551615 -1",
    "unsignedInt": "3",
    "unsignedShort": "3",
    "unsignedByte": "255 256",
    "nonNegativeInteger": "0 -3",
    "positiveInteger": "1 0",
    "nonPositiveInteger": "-1 1",
    "negativeInteger": "-1 0",
    "date": "2026-02-03 2026-02-03Z 2026-02-03-05:00 2026-02-31 20260-01-01 -0099-12-31",
    "dateTime": "2026-02-03T04:05:06 2026-02-03T24:00:00Z 2026-02-03T04:05:06.70+05:45",
    "dateTimeStamp": "2026-02-03T04:05:06Z",
    "time": "04:05:06 24:00:00 04:05:06.10Z",
    "gYear": "2026 2026Z 02026",
    "gYearMonth": "2026-11 2026-13",
    "gMonth": "--11",
    "gMonthDay": "--02-29",
    "gDay": "---31",
    "duration": "PT3000H P7D P1W P12M P1Y P0D PT0S -P3D P1Y2M3DT4H5M6.7S PT90M",
    "yearMonthDuration": "P18M P1Y6M",
    "dayTimeDuration": "PT36H P1DT12H",
    "hexBinary": "0a1B",
    "base64Binary": "QUJD",
    "anyURI": "http://e/?q=a&b=<c>",
    "language": "pt-BR",
    "QName": "x:y",
    "NCName": "x.y",
}
TEXTS = (
    *(
        "",
        " ",
        "  two  ",
        " lead",
        "trail ",
        "\ttab",
        "line\n",
        "\n",
        "a\rb",
        "a\r\nb",
        "\\",
        "\\n",
    ),
    *("'", '"', "'''", '"""', 'ends "', 'ends \\"', "{}", "<&>", "]]>", "<!-- -->", "&amp;", "#"),
    *(
        "@en",
        "^^<x>",
        "a,b;c",
        "=1+1",
        "?x",
        "_:x",
        "\x00",
        "\x01",
        "\x08",
        "\x0b",
        "\x0c",
        "\x1b[31m",
    ),
    *(
        "\x7f",
        "\x85",
        "\x9b31m",
        "\xa0",
        "\u2028",
        "\u2029",
        "\u202eabc",
        "\u2066",
        "\ufeff",
        "\ufffd",
    ),
    *(
        "\ufffe",
        "\uffff",
        "\ue000",
        "\U0010ffff",
        "Łódź 東京",
        "e\u0301",
        "👩‍🏫",
        "\u200d",
        "مرحبا",
    ),
)
_LOCAL = (
    *(
        "",
        "a",
        "1",
        "-",
        ".",
        "..",
        "a.",
        ".a",
        "a.b",
        "_",
        "a-b",
        "a:b",
        "a/b",
        "a%20b",
        "a%41",
        "a@b",
    ),
    *(
        "a(b)",
        "a'b",
        "a,b",
        "a;b",
        "a=b",
        "a*b",
        "a+b",
        "a&b",
        "a~b",
        "a$b",
        "a!b",
        "a?b=c&d=e",
    ),
    *("é", "東京", "\xa0", "\u202e", "\U0001f600", "1a", "a1", "a\u0301"),
)
_SPACES = (
    "https://w3id.org/credgraph/ns#",
    "https://w3id.org/credgraph/id/credential/",
    "http://e/",
)
IRIS = [ox.NamedNode(space + local) for space, local in product(_SPACES, _LOCAL)]
IRIS += map(
    ox.NamedNode,
    ("urn:isbn:1", "http://e/a#b", "mailto:a@b", "tag:x,2026:y", "http://bücher.example"),
)
LANGUAGES = ("en", "en-GB", "zh-Hant-TW", "de-CH-1996", "x-own")

LITERALS = [
    ox.Literal(form, datatype=ox.NamedNode(XSD + kind))
    for kind, forms in _FORMS.items()
    for form in forms.split()
]
LITERALS += map(ox.Literal, TEXTS)
LITERALS += [ox.Literal(text, language="en") for text in TEXTS[::3]]
LITERALS += [ox.Literal("x", language=tag) for tag in LANGUAGES]
LITERALS += [ox.Literal("x", language="ar", direction=ox.BaseDirection.RTL)]
LITERALS += [ox.Literal(" x\t ", datatype=ox.NamedNode(f"{XSD}token")), ox.Literal("12 weeks")]
LITERALS += [
    ox.Literal('<b a="1">x</b>', datatype=ox.NamedNode(kind))
    for kind in (f"{RDF}XMLLiteral", f"{RDF}HTML", f"{RDF}JSON", "http://e/own%20type", "urn:x:1")
]

_TRIPLE = ox.Triple(
    ox.NamedNode("urn:s"), ox.NamedNode("urn:p"), ox.Literal('a "b"\t', language="en")
)
TRIPLE_TERMS = [_TRIPLE, ox.Triple(ox.NamedNode("urn:s"), ox.NamedNode("urn:p"), _TRIPLE)]

TRIPLES = [
    *(ox.Triple(ox.NamedNode("http://e/s"), ox.NamedNode("http://e/p"), o) for o in LITERALS),
    *(ox.Triple(ox.NamedNode("http://e/s"), ox.NamedNode("http://e/p"), o) for o in TRIPLE_TERMS),
    *(ox.Triple(iri, ox.NamedNode("http://e/p"), iri) for iri in IRIS),
    *(ox.Triple(ox.NamedNode("http://e/s"), iri, ox.Literal("x")) for iri in IRIS),
]
