"""The front door: one class with all that can be done with a graph, and `open` to get one."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from credgraph.errors import UnclearQuestion
from credgraph.native_engines import on_deep_stack
from credgraph.questions import (
    Catalogue,
    Description,
    Info,
    RecordLookup,
    answer,
    describe,
    info,
    parameter_labels,
    read_answer,
    terms_for,
    why_nothing,
)
from credgraph.results import Table, Triples
from credgraph.store import (
    Store,
    connect,
    expecting_known_facts,
    is_elsewhere,
    query_as_it_is,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from decimal import Decimal
    from pathlib import Path
    from typing import Unpack

    from credgraph.export import Export
    from credgraph.planning import Plan
    from credgraph.publishing import Published
    from credgraph.questions.interpretation import Interpretation
    from credgraph.questions.phrasebook import Phrasebook
    from credgraph.questions.words import WordReader
    from credgraph.rdf.files import File
    from credgraph.store.access import AccessOptions, CallerOptions
    from credgraph.validation import Findings

__all__ = ["CredentialGraph", "open"]


class CredentialGraph:
    """A knowledge graph of credentials: questions, SPARQL, plans, validation and exports.

    >>> import credgraph
    >>> graph = credgraph.open()
    >>> answer = graph.ask("modules_required_and_optional", credential="mssc-cpt")
    >>> answer.column("module_label")[0]
    'Safety'
    """

    def __init__(
        self,
        store: Store,
        questions: Catalogue | None = None,
        phrasebook: Callable[[], Phrasebook] | None = None,
    ) -> None:
        self.store, self.records = store, RecordLookup(store)
        self.questions, self._phrasebook = questions or Catalogue(), phrasebook

    def ask(self, name: str, **values: object) -> Table:
        """Answer a question of the library; records are given by slug, label, code or IRI.

        Raises UnknownQuestion, UnknownParameter, BadParameter or UnknownRecord, which name what
        was probably meant.
        """
        question = self.questions[name]
        return answer(self.store, question, terms_for(question, values, self.records))

    def page(self, name: str, rows: int, /, **values: object) -> Table:
        """Answer a question as `ask` does, but read no more than so many rows.

        The answer's `truncated` says whether there were more. A question of the folder `registry`
        gives a first page as quickly from a large store as from a small one.
        """
        question = self.questions[name]
        return answer(self.store, question, terms_for(question, values, self.records), rows)

    def sentence(self, name: str, answer: Table, **values: object) -> str:
        """Return the sentence that opens an answer of `ask`; nothing where there is no template."""
        from credgraph.questions.sentences import fill_template, template_for

        question = self.questions[name]
        template = template_for(question, answer)
        if not template:
            return ""
        return fill_template(template, parameter_labels(question, values, self.records), answer)

    def ask_in_words(self, text: str) -> Table:
        """Answer a question asked in words, such as "who pays for the CPT".

        Raises UnclearQuestion, with the nearest questions as commands, unless one is clearly meant.
        """
        found = self.interpret(text)
        if not found.is_sure:
            raise UnclearQuestion(text, tuple(found.commands))
        return self.ask(found.question, **found.values)

    def interpret(self, text: str) -> Interpretation:
        """Return which question a text in words asks, and with which values."""
        return self._word_reader.read(text)

    @cached_property
    def _word_reader(self) -> WordReader:
        from credgraph.questions.words import WordReader

        return WordReader(self.store, self.questions, self.records, self._phrasebook)

    def query(
        self,
        text: str,
        *,
        limit: int | None = None,
        timeout: float | None = None,
        memory: int | None = None,
    ) -> Table | Triples | bool:
        """Answer any SPARQL query: a Table for SELECT, Triples for CONSTRUCT, a bool for ASK.

        With `limit`, no more rows or triples are read, and the answer's `truncated` says whether
        there were more. Raises BadQuery, with line and column, for a query that does not parse or
        that calls another server. An endpoint gets the text as it is, and decides for itself.

        A query may take any time and memory: give bounds for one that somebody else wrote. With
        `timeout` in seconds or `memory` in bytes (60 and 2 GB if only the other is given) it runs
        in a process of its own, started for it in a fraction of a second, and its answer may hold
        16 MB. Raises TimedOut or TooLarge, BadParameter for bounds that are none. Of an endpoint
        `timeout` alone is asked, from the call to the last row; past it, EndpointUnavailable.

        >>> open().query("ASK { ?c a cg:Credential }", timeout=30)
        True
        """
        if timeout is not None or memory is not None:
            from credgraph.sandbox.bounded_query import query_within

            return query_within(self.store, text, limit=limit, timeout=timeout, memory=memory)
        if is_elsewhere(self.store):
            return read_answer(query_as_it_is(self.store, text), limit)
        from credgraph.rdf.guard import guard

        guard(text)
        return on_deep_stack(lambda: read_answer(self.store.query(text), limit), len(text))

    def bind(self, text: str, /, **values: str) -> str:
        """Return a query with values for its variables, for `query`.

        A value is an IRI, a prefixed name, a slug, a number, a date or other text, by what it looks
        like. Raises BadParameter for a name that is no variable of the query.

        >>> open().bind("ASK { ?c a cg:Credential }", c="mssc-cpt")
        'ASK {  <https://w3id.org/credgraph/id/credential/mssc-cpt>  a cg:Credential }'
        """
        from credgraph.questions.binding import bind_values

        return bind_values(text, values, self.records)[0]

    def describe(self, what: str) -> Description:
        """Return everything about one record; raises UnknownRecord with the nearest names."""
        return describe(self.store, self, what)

    def info(self) -> Info:
        """Return an overview of the graph, counted by queries."""
        return info(self.store, self)

    def validate(
        self,
        *files: File,
        engine: str = "auto",
        shapes: str | Path | None = None,
        syntax: str | None = None,
    ) -> Findings:
        """Check the graph against the shapes, or files as additions to it.

        Returns sorted findings, with files only those about their records; `checked` says which
        records were looked at. `engine` is auto, pyshacl or rust. With `shapes`, the name of a
        registry such as ctdl or a file of your own shapes, the files are checked on their own,
        against these alone. `syntax` is ttl, nt, nq, trig, rdfxml or jsonld, for files whose names
        do not say. Raises UnreadableFile for a file that is not RDF or that no shape applies to,
        EngineMissing for an engine not installed, UnknownShapes with the nearest names.
        """
        from credgraph.validation import (
            Engine,
            check_files,
            check_store,
            check_with_own_shapes,
            is_shapes_file,
        )

        made = Engine(engine)
        if shapes is None:
            return check_store(self.store, files, made, syntax=syntax)
        if is_shapes_file(shapes):
            return check_with_own_shapes(self.store, files, shapes, made, syntax=syntax)
        return check_files(files, str(shapes), made, syntax=syntax)

    def plan(
        self,
        *,
        hold: Sequence[str] = (),
        audience: str | None = None,
        state: str | None = None,
        pay: Decimal | int | str | None = None,
    ) -> Plan:
        """Return the routes from what a person holds to jobs that pay enough (USD a year).

        `hold` lists credentials or modules, `audience` is a kind of person, `state` an area, each
        a slug, label, code or IRI. Raises UnknownRecord or BadParameter.

        >>> [route] = open().plan(hold=["mssc-cpt"], pay=65000).routes
        >>> [step.credential.label for step in route.steps]
        ['Siemens SMSCP Level 2', 'AAS in Mechatronics']
        """
        from credgraph.planning import plan

        with expecting_known_facts(self.store, "a plan"):
            return plan(self, hold=hold, audience=audience, state=state, pay=pay)

    def export(
        self,
        to: str,
        *,
        records: Sequence[str] = (),
        force: bool = False,
        progress: Callable[[str], None] = lambda _query: None,
    ) -> Export:
        """Map the graph, or some records, to a registry's vocabulary; `.save(path)` writes it.

        `to` is a profile: turtle, ctdl, schema-org, elm, skos, case, open-badges or dcat. A record
        that breaks a rule of the registry is listed in `.blocked` and not written; `force` writes
        it to a file whose name says so. Raises UnknownProfile or UnknownRecord.

        >>> made = open().export("turtle", records=["mssc-cpt"])
        >>> made.coverage.carried == made.coverage.facts
        True
        """
        from credgraph.export import export

        return export(self.store, self.records, to, records=records, force=force, progress=progress)

    def push(
        self,
        url: str,
        *,
        method: str | None = None,
        write_to: str | None = None,
        replace: bool = False,
        seconds: float = 3600,
        progress: Callable[[str, int], None] = lambda _graph, _statements: None,
        **caller: Unpack[CallerOptions],
    ) -> Published:
        """Write each named graph to the server at `url` that does not hold it yet, and compare.

        `method` is graph-store or update, `write_to` its address; without, they are found by
        trying. No graph of another name is deleted, unless `replace` deletes those in our
        namespace. `credentials`, `headers` and `agent` say who writes, as for `open`. `str` of
        what is returned says how it ended. Raises EndpointUnavailable for a server that refuses,
        StoreUnavailable where this graph is itself an endpoint.
        """
        from credgraph.publishing import publish

        return publish(
            self.store,
            url,
            method=method,
            write_to=write_to,
            replace=replace,
            seconds=seconds,
            progress=progress,
            **caller,
        )

    def why_nothing(self, text: str) -> list[str]:
        """Return sentences on what may be why a query found nothing, such as a misspelt name."""
        return why_nothing(self.store, text)

    def labelled(self, table: Table) -> Table:
        """Return the table with each IRI replaced by its label or, without one, its short form."""
        return self.records.labelled(table)


def open(target: str | Path | None = None, **access: Unpack[AccessOptions]) -> CredentialGraph:
    """Open the shipped graph in memory, or a store on disk (made if absent), or an endpoint by URL.

    The keywords say how an endpoint is asked: `credentials`, a name and a password or a token,
    `headers`, `method`, `agent`, `default_graphs`, `named_graphs`. Raises StoreUnavailable for a
    path that is no store; an endpoint is not called until asked.

    >>> len(open().questions) >= 57
    True
    """
    return CredentialGraph(connect(target, **access))
