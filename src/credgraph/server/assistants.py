"""The graph for assistants by the Model Context Protocol, over HTTP and over standard streams."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from typing import Any

from fastapi import APIRouter, FastAPI
from mcp.server.mcpserver import MCPServer
from mcp.server.mcpserver.exceptions import (
    ResourceError,
    ResourceNotFoundError,
    ToolError,
    UnexpectedResourceError,
)
from mcp.server.transport_security import TransportSecuritySettings
from mcp.types import CallToolResult, TextContent, ToolAnnotations
from pydantic import ValidationError
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from credgraph import errors
from credgraph.errors import CredGraphError
from credgraph.server.answering import Service
from credgraph.server.assistant_resources import add_resources
from credgraph.server.assistant_tools import CLIENT, Tools
from credgraph.server.limits import client_of
from credgraph.server.refusals import told
from credgraph.server.settings import Settings

__all__ = ["assistant_server", "router", "serve_over_standard_streams"]

_INSTRUCTIONS = """An open knowledge graph of workforce credentials in the United States: what they
are made of, who issues, funds and recognizes them, what they cost and earn, and in which order
people stack them. Ask in words first; if that is unclear, list the questions and ask one. Every
answer names its sources with their dates: cite them. Say where a point is DISPUTED and by whom,
and where it is our own judgement. What an answer does not state is not known, which is neither a
yes nor a no; ranges are ranges, and prices that cover different things must not be added up."""


# Whoever reaches the server may read all of it, whichever name of the host they came by.
_FOR_ALL = TransportSecuritySettings(enable_dns_rebinding_protection=False)


class _AssistantServer(MCPServer[Any]):
    """A server whose errors are one sentence that says what to do."""

    async def call_tool(self, name: str, arguments: dict[str, Any], context: Any = None) -> Any:
        """Call a tool; what goes wrong is an error result."""
        try:
            await self._check(name, arguments)
            return await super().call_tool(name, arguments, context)
        except ToolError as error:
            sentence = _sentence(name, error)
            return CallToolResult(content=[TextContent(type="text", text=sentence)], is_error=True)

    async def _check(self, name: str, arguments: dict[str, Any]) -> None:
        """Raise ToolError for an unknown tool or argument, which would be ignored."""
        tools = {tool.name: tool for tool in await self.list_tools()}
        if name not in tools:
            raise ToolError(f"no tool is called {errors.quoted(name)}; {_choose(tools)}")
        known = tools[name].input_schema.get("properties", {})
        for given in arguments:
            if given not in known:
                raise ToolError(f"{name} has no {errors.quoted(given)}; {_choose(known)}")

    async def read_resource(self, uri: Any, context: Any = None) -> Any:
        """Read a resource; what goes wrong is a ResourceError of one sentence."""
        try:
            return await super().read_resource(uri, context)
        except ResourceError as error:
            found = _first_of_ours(error)
            if found:
                raise ResourceNotFoundError(_worded(found)) from error
            if isinstance(error, UnexpectedResourceError):
                raise
            known = [str(each.uri) for each in await self.list_resources()]
            known += [each.uri_template for each in await self.list_resource_templates()]
            asked = errors.quoted(str(uri))
            raise ResourceNotFoundError(f"no resource is {asked}; {_choose(known)}") from error


def _choose(known: Iterable[str]) -> str:
    return f"choose from {', '.join(known)}"


def _sentence(tool: str, error: ToolError) -> str:
    """Return what went wrong and what to do, in one sentence."""
    cause = error.__cause__
    if isinstance(cause, ValidationError):
        return _of_arguments(tool, cause)
    if isinstance(cause, CredGraphError):
        return _worded(cause)
    if cause is None:
        return str(error)
    return f"a fault of ours, {type(cause).__name__}; please report it with what you asked"


def _of_arguments(tool: str, found: ValidationError) -> str:
    """Return the first fault of the arguments; never their values, which may be of any length."""
    first = found.errors(include_input=False, include_url=False)[0]
    where = ".".join(str(part)[:40] for part in first["loc"]) or "the arguments"
    problem = first["msg"][:200].removeprefix("Value error, ")
    return f"{where} of {tool}: {problem[:1].lower()}{problem[1:]}; its schema gives examples"


def _worded(error: CredGraphError) -> str:
    """Return an error in the words of the tools, where its own are those of the command."""
    match error:
        case errors.UnclearQuestion():
            nearest = "; ".join(error.commands)
            return f"it is not clear what {errors.quoted(error.text)} asks; ask one of: {nearest}"
        case errors.UnknownQuestion():
            nearest = " or ".join(error.nearest) or "what list_questions gives"
            return f"no question is called {errors.quoted(error.name)}; ask {nearest}"
        case errors.UnknownParameter():
            fault = "needs a value for" if error.missing else "has no parameter"
            takes = ", ".join(error.accepted) or "none"
            return f"{error.question} {fault} {errors.quoted(error.name)}; its parameters: {takes}"
    return told(error).replace(" --", " ")


def _first_of_ours(error: BaseException) -> CredGraphError | None:
    """Return the first of our errors among the causes of an error."""
    cause: BaseException | None = error
    while cause is not None and not isinstance(cause, CredGraphError):
        cause = cause.__cause__
    return cause


def assistant_server(service: Service) -> MCPServer[Any]:
    """Return a server of the tools and resources, which asks the service."""
    from importlib.metadata import version

    made = _AssistantServer(
        "credgraph",
        title="CredGraph",
        instructions=_INSTRUCTIONS,
        version=version("credgraph"),
        log_level="CRITICAL",  # what it logs quotes what people ask
        subscriptions=False,
    )
    reads = ToolAnnotations(read_only_hint=True, idempotent_hint=True, open_world_hint=False)
    for tool in Tools(service).all:
        made.add_tool(tool, annotations=reads)
    add_resources(made, service)
    return made


def serve_over_standard_streams(settings: Settings) -> None:
    """Serve one assistant until its input ends; standard output carries nothing but protocol."""

    async def serve() -> None:
        service = Service(settings)
        try:
            await service.start()
            await assistant_server(service).run_stdio_async()
        finally:
            await service.close()

    asyncio.run(serve())


class _Endpoint:
    """What answers at /mcp: each request on its own, so that any worker of ours can take it."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        scope["credgraph.route"] = "/mcp"
        CLIENT.set(client_of(scope))
        await scope["app"].state.assistants.handle_request(scope, receive, send)


@asynccontextmanager
async def _sessions(app: FastAPI) -> AsyncIterator[None]:
    service: Service = app.state.service
    made = assistant_server(service)
    made.streamable_http_app(
        json_response=True,
        stateless_http=True,
        max_request_body_size=service.settings.request_bytes,
        transport_security=_FOR_ALL,
    )
    app.state.assistants = made.session_manager
    async with made.session_manager.run():
        yield


# Without a session there is nothing to listen to, so only POST is taken.
router = APIRouter(lifespan=_sessions, routes=[Route("/mcp", _Endpoint(), methods=["POST"])])
