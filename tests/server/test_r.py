"""R's clients: SPARQL, httr2, what WikidataQueryServiceR sends through httr, and read.csv.

Where R is (`apt-get install r-base-core r-cran-sparql r-cran-httr2 r-cran-wikidataqueryservicer`)
they ask themselves. Everywhere, a stand-in sends what they sent when that was looked at.
"""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import quote, urlencode, urlsplit

import pytest
from places import ROOT
from server.test_clients import command
from servers import running

QUERY = "SELECT ?c ?l { ?c a cg:Credential ; rdfs:label ?l } ORDER BY ?c LIMIT 5"
FIRST = "https://w3id.org/credgraph/id/credential/aas-advanced-manufacturing"
ADDRESSED = f"/sparql?query={quote(QUERY, safe='')}"
FORM = urlencode({"query": QUERY}).encode()
URLENCODED = "application/x-www-form-urlencoded"
XML, CSV, JSON = "application/sparql-results+xml", "text/csv", "application/sparql-results+json"
SENT = {  # by name: method, path, headers, body, and the type of the answer
    "SPARQL 1.16, format xml": ("GET", ADDRESSED, {"Accept": XML}, None, XML),
    "SPARQL 1.16, format csv": ("GET", f"{ADDRESSED}&format=csv", {"Accept": "*/*"}, None, CSV),
    "WikidataQueryServiceR 1.0, simple": (
        "POST",
        ADDRESSED,
        {"Accept": CSV, "Accept-Encoding": "deflate, gzip", "Content-Length": "0"},
        None,
        CSV,
    ),
    "WikidataQueryServiceR 1.0, smart": (
        "POST",
        ADDRESSED,
        {"Accept": JSON, "Content-Type": "", "Content-Length": "0"},
        None,
        JSON,
    ),
    "httr2 0.2, req_body_form": (
        "POST",
        "/sparql",
        {"Accept": CSV, "Content-Type": URLENCODED, "Accept-Encoding": "deflate, gzip, br"},
        FORM,
        CSV,
    ),
    "read.csv of an address": ("GET", f"{ADDRESSED}&format=csv", {"Accept": "*/*"}, None, CSV),
}
SCRIPTS = {
    "SPARQL": """
        suppressMessages(library(SPARQL))
        by_xml <- SPARQL(URL, QUERY)$results
        stopifnot(nrow(by_xml) == 5, by_xml$c[1] == "<FIRST>")
        by_csv <- SPARQL(URL, QUERY, format = "csv", extra = list(format = "csv"))$results
        stopifnot(nrow(by_csv) == 5, as.character(by_csv$c[1]) == "FIRST")
        update <- function(...) tryCatch(SPARQL(URL, update = "CLEAR ALL", ...),
                                         error = conditionMessage)
        stopifnot(grepl("Unsupported Media Type", update()))  # it sends a form of several parts
        stopifnot(grepl("Forbidden", update(curl_args = list(style = "POST"))))
        stopifnot(nrow(SPARQL(URL, QUERY)$results) == 5)
    """,
    "httr2": """
        library(httr2)
        reply <- request(URL) |> req_headers(Accept = "text/csv") |>
          req_body_form(query = QUERY) |> req_perform()
        rows <- read.csv(text = resp_body_string(reply))
        stopifnot(nrow(rows) == 5, rows$c[1] == "FIRST")
        refused <- request(URL) |> req_body_form(update = "CLEAR ALL") |>
          req_error(is_error = function(reply) FALSE) |> req_perform()
        stopifnot(resp_status(refused) == 403)
    """,
    "httr": """
        reply <- httr::POST(url = URL, query = list(query = QUERY), httr::user_agent("x"),
                            httr::add_headers(Accept = "text/csv"))
        httr::stop_for_status(reply)
        stopifnot(httr::http_type(reply) == "text/csv")
        rows <- read.csv(text = httr::content(reply, as = "text", encoding = "UTF-8"))
        stopifnot(nrow(rows) == 5, rows$c[1] == "FIRST")
    """,
    "utils": """
        rows <- read.csv(paste0(URL, "?format=csv&query=", URLencode(QUERY, reserved = TRUE)))
        stopifnot(nrow(rows) == 5, rows$c[1] == "FIRST")
    """,
}


@pytest.fixture(scope="module")
def served(disk: Path) -> Iterator[str]:
    path = {"PYTHONPATH": str(ROOT / "src")}
    with running(lambda port: command(port, "--store", str(disk)), "/health", path) as address:
        yield address


def has_package(name: str) -> bool:
    script = f"quit(status = !requireNamespace('{name}', quietly = TRUE))"
    return subprocess.run(["Rscript", "-e", script], capture_output=True).returncode == 0


@pytest.mark.skipif(not shutil.which("Rscript"), reason="there is no R here: r-base-core")
@pytest.mark.parametrize("package", SCRIPTS)
def test_r_reads_rows(served: str, package: str) -> None:
    if not has_package(package):
        pytest.skip(f"R has no {package} here: r-cran-{package.lower()}")
    script = f'URL <- "{served}/sparql"\nQUERY <- "{QUERY}"\n{SCRIPTS[package]}'
    script = script.replace("FIRST", FIRST)
    done = subprocess.run(["Rscript", "-e", script], capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr[-2000:]


@pytest.mark.parametrize("client", SENT)
def test_what_clients_in_r_send_is_understood(served: str, client: str) -> None:
    method, path, headers, body, media_type = SENT[client]
    call = HTTPConnection(urlsplit(served).netloc, timeout=30)
    call.putrequest(method, path, skip_accept_encoding=True)
    for name, value in headers.items():
        call.putheader(name, value)
    if body is not None:
        call.putheader("Content-Length", str(len(body)))
    call.endheaders(body)
    found = call.getresponse()
    content = found.read()
    call.close()
    assert found.status == 200, content
    assert (found.headers["Content-Type"] or "").startswith(media_type)
    if not found.headers["Content-Encoding"]:
        assert FIRST.encode() in content
