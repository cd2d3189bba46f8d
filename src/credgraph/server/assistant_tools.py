"""What an assistant can do with the graph: one function for each tool, with its typed arguments."""

from __future__ import annotations

from collections.abc import Callable
from contextvars import ContextVar
from typing import Annotated, Any

from mcp.types import CallToolResult, TextContent
from pydantic import Field

from credgraph.graph import CredentialGraph
from credgraph.server import assistant_answers as answers
from credgraph.server.answering import Service
from credgraph.server.assistant_replies import Answer, Reply

__all__ = ["CLIENT", "Tools"]

CLIENT: ContextVar[str] = ContextVar("CLIENT", default="")  # who asks, to the queue of the service

Limit = Annotated[int, Field(ge=1, le=500, description="The most rows to give.", examples=[50])]
Name = Annotated[
    str,
    Field(
        min_length=1,
        max_length=500,
        description="A record by slug, label, code or IRI.",
        examples=["mssc-cpt", "Certified Production Technician", "Toyota", "51-2092"],
    ),
]
Grounded = Annotated[CallToolResult, Answer]


class Tools:
    """The tools, whose work a service does within its bounds."""

    def __init__(self, service: Service) -> None:
        self._service = service

    @property
    def all(self) -> tuple[Callable[..., Any], ...]:
        """Every tool, in the order in which they are listed; its docstring is for assistants."""
        return (
            self.ask_in_words,
            self.list_questions,
            self.ask,
            self.search,
            self.describe,
            self.plan,
            self.query,
        )

    async def ask_in_words(
        self,
        words: Annotated[
            str,
            Field(
                min_length=1,
                max_length=500,
                description="One question in plain English, with the names and places in it.",
                examples=["who pays for the CPT for a veteran in South Carolina"],
            ),
        ],
        limit: Limit = 50,
    ) -> Grounded:
        """Answer a question asked in plain words. Try this first; it says how it was understood."""
        return await self._told(lambda graph: answers.in_words(graph, words, limit))

    async def list_questions(
        self,
        about: Annotated[
            str,
            Field(
                max_length=200,
                description="A word that the questions are about; empty for all of them.",
                examples=["funding", "wages", "employer", ""],
            ),
        ] = "",
    ) -> Grounded:
        """List the ready-made questions that `ask` answers, with the parameters of each."""
        return await self._told(lambda graph: answers.questions(graph, about))

    async def ask(
        self,
        question: Annotated[
            str,
            Field(
                min_length=1,
                max_length=100,
                description="The name of a question, as list_questions gives it.",
                examples=["funders_of_credential"],
            ),
        ],
        values: Annotated[
            dict[str, str | int | float],
            Field(
                max_length=20,
                description="A value for each of its parameters: a name, code, number or date.",
                examples=[{"credential": "mssc-cpt"}, {"area": "SC"}],
            ),
        ] = {},  # noqa: B006 - the schema needs a plain default; nothing changes it
        limit: Limit = 50,
    ) -> Grounded:
        """Answer one ready-made question, exactly and with sources. Names may be as people say."""
        given = {name: str(value) for name, value in values.items()}
        return await self._told(lambda graph: answers.ask(graph, question, given, limit))

    async def search(
        self,
        text: Annotated[
            str,
            Field(
                min_length=1,
                max_length=200,
                description="Some words of a name, or a code.",
                examples=["mechatronics", "GI Bill"],
            ),
        ],
        limit: Limit = 20,
    ) -> Grounded:
        """Find records by name: credentials, employers, funding programs, occupations, places."""
        return await self._told(lambda graph: answers.search(graph, text, limit))

    async def describe(self, record: Name, limit: Limit = 100) -> Grounded:
        """Tell everything about one record: its facts, what links to it, sources and disputes."""
        return await self._told(lambda graph: answers.describe(graph, record, limit))

    async def plan(
        self,
        hold: Annotated[
            list[Name],
            Field(
                max_length=20,
                description="Credentials or modules that the person holds.",
                examples=[["osha-10"], []],
            ),
        ] = [],  # noqa: B006 - as above
        audience: Annotated[
            str | None,
            Field(max_length=200, description="A kind of person.", examples=["veteran"]),
        ] = None,
        state: Annotated[
            str | None,
            Field(max_length=200, description="A US state or territory.", examples=["SC"]),
        ] = None,
        pay: Annotated[
            int | None,
            Field(
                ge=0,
                le=10**9,
                description="The pay wanted, in US dollars a year; without it, every stated pay.",
                examples=[65000],
            ),
        ] = None,
        limit: Annotated[
            int, Field(ge=1, le=20, description="The most routes to give.", examples=[3])
        ] = 3,
    ) -> Grounded:
        """Plan routes from what a person holds to a pay: steps, time, cost, who pays, pitfalls."""
        wanted: dict[str, Any] = {"hold": hold, "audience": audience, "state": state, "pay": pay}
        return await self._told(lambda graph: answers.plan(graph, wanted, limit))

    async def query(
        self,
        sparql: Annotated[
            str,
            Field(
                min_length=1,
                max_length=20_000,
                description="SPARQL 1.1 that reads; the usual prefixes need no declaration.",
                examples=["SELECT ?c ?name { ?c a cg:Credential ; rdfs:label ?name } LIMIT 20"],
            ),
        ],
        limit: Limit = 50,
    ) -> Grounded:
        """Answer a SPARQL query, where no question fits. Read credgraph://guide/queries before."""
        found = await self._service.run(
            lambda graph: answers.found_by(graph, sparql, limit), CLIENT.get(), limit + 1
        )
        return await self._told(lambda graph: answers.query(graph, sparql, found, limit))

    async def _told(self, work: Callable[[CredentialGraph], Reply]) -> CallToolResult:
        made = await self._service.run(work, CLIENT.get())
        return CallToolResult(
            content=[TextContent(type="text", text=made.text)],
            structured_content=made.answer.model_dump(mode="json"),
        )
