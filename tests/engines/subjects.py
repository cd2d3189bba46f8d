"""The engines: how each is started on a free port of this machine, and ended."""

from __future__ import annotations

import os
import subprocess
import sys
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from servers import free_port, running

from engines.downloads import debian, java, maven

__all__ = ["ENGINES", "Engine", "Served"]

FUSEKI = "5.6.0"
RDF4J, JETTY = "4.1.3", "9.4.54.v20240208"
VIRTUOSO = "7.2.5.1"
_HERE = Path(__file__).parent


@dataclass(frozen=True)
class Served:
    """An engine that runs: where it answers queries, and who may write."""

    url: str
    credentials: tuple[str, str] | None = None


@dataclass(frozen=True)
class Engine:
    """An engine, under the name that the page and `make engines ENGINES=…` use.

    `start` raises Lacking where this machine cannot run it; it is None for our own store.
    """

    name: str
    title: str
    start: Callable[[], AbstractContextManager[Served]] | None


@contextmanager
def _oxigraph() -> Iterator[Served]:
    program = str(Path(sys.executable).with_name("oxigraph"))
    command = [program, "serve", "--union-default-graph", "--bind"]
    with running(lambda port: [*command, f"127.0.0.1:{port}"]) as url:
        yield Served(f"{url}/query")


def _fuseki(*options: str) -> Callable[[], AbstractContextManager[Served]]:
    @contextmanager
    def start() -> Iterator[Served]:
        jar = str(maven("org.apache.jena", "jena-fuseki-server", FUSEKI))
        with TemporaryDirectory() as place:
            command = [*java(), "-jar", jar, "--localhost", "--port"]
            settings = {"FUSEKI_BASE": place, "FUSEKI_RUN": place}
            with running(
                lambda port: [*command, str(port), *options],
                "/$/ping",
                settings,
                Path(place),
            ) as url:
                yield Served(f"{url}/ds")

    return start


@contextmanager
def _rdf4j() -> Iterator[Served]:
    war = maven("org.eclipse.rdf4j", "rdf4j-http-server", RDF4J, "war")
    jetty = maven("org.eclipse.jetty", "jetty-runner", JETTY)
    with TemporaryDirectory() as place:
        command = [*java(), f"-Dorg.eclipse.rdf4j.appdata.basedir={place}", "-jar", str(jetty)]
        with running(
            lambda port: [
                *(*command, "--host", "127.0.0.1", "--port", str(port)),
                *("--path", "/rdf4j-server", str(war)),
            ],
            "/rdf4j-server/protocol",
        ) as url:
            repository = f"{url}/rdf4j-server/repositories/credgraph"
            settings = (_HERE / "rdf4j-repository.ttl").read_bytes()
            kind = {"Content-Type": "text/turtle"}
            made = urllib.request.Request(repository, settings, kind, method="PUT")
            urllib.request.urlopen(made, timeout=60).close()
            yield Served(repository)


@contextmanager
def _virtuoso() -> Iterator[Served]:
    unpacked = debian("virtuoso-opensource-7-bin", "libpcre3")
    libraries = {str(found.parent) for found in unpacked.rglob("libpcre.so*")}
    sql_port = free_port()
    with TemporaryDirectory() as place:

        def command(port: int) -> list[str]:
            settings = (_HERE / "virtuoso.ini").read_text("utf-8")
            ports = {"HTTP_PORT": port, "SQL_PORT": sql_port}
            written = settings.replace("PLACE", place)
            for name, number in ports.items():
                written = written.replace(name, str(number))
            Path(place, "virtuoso.ini").write_text(written, "utf-8")
            program = str(unpacked / "usr/bin/virtuoso-t")
            return [program, "+configfile", f"{place}/virtuoso.ini", "+foreground"]

        known = os.environ.get("LD_LIBRARY_PATH", "")
        paths = {"LD_LIBRARY_PATH": os.pathsep.join([*libraries, known])}
        with running(command, "/sparql", paths) as url:
            isql = [str(unpacked / "usr/bin/isql-vt"), f"127.0.0.1:{sql_port}", "dba", "dba"]
            granted = 'EXEC=GRANT SPARQL_UPDATE TO "SPARQL"'
            subprocess.run(
                [*isql, granted], env={**os.environ, **paths}, check=True, capture_output=True
            )
            yield Served(f"{url}/sparql")


ENGINES = (
    Engine("memory", "our store, in memory", None),
    Engine("disk", "our store, on disk", None),
    Engine("oxigraph", "`oxigraph serve`", _oxigraph),
    Engine(
        "fuseki", f"Apache Jena Fuseki {FUSEKI}, in memory", _fuseki("--mem", "--update", "/ds")
    ),
    Engine(
        "fuseki-tdb2",
        f"Apache Jena Fuseki {FUSEKI}, TDB2",
        _fuseki("--config", str(_HERE / "fuseki-tdb2.ttl")),
    ),
    Engine("rdf4j", f"Eclipse RDF4J {RDF4J}, in memory", _rdf4j),
    Engine("virtuoso", f"Virtuoso {VIRTUOSO}", _virtuoso),
)
