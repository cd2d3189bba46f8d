"""The page of the API: every operation with a form that works without a script."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import Response

from credgraph.questions.addresses import Addresses
from credgraph.server.markup import Content, Markup, element, link, text_of
from credgraph.server.pages import page, respond, section
from credgraph.server.representations import KeptRoute, addresses_of

__all__ = ["router"]

router = APIRouter(include_in_schema=False, route_class=KeptRoute)


@router.api_route("/docs", methods=["GET", "HEAD"])
async def docs(request: Request) -> Response:
    """Return the page, made from the OpenAPI document of the running server."""
    return respond(_page(request.app.openapi(), addresses_of(request)))


def _page(document: dict[str, Any], addresses: Addresses) -> Markup:
    by_tag: dict[str, list[Markup]] = {}
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            tag = (operation.get("tags") or ["Protocols"])[0]
            by_tag.setdefault(tag, []).append(_operation(path, method, operation, addresses))
    lead = text_of(
        "Each operation answers in the format that Accept or ",
        element("code", "?format="),
        " names, as JSON if neither does. The same as ",
        link(addresses.here("/openapi.json"), "an OpenAPI document"),
        " for programs that write clients.",
    )
    parts = [section(tag, shown) for tag, shown in sorted(by_tag.items(), reverse=True)]
    return page("API", addresses, element("h1", "API"), element("p", lead, class_="lead"), parts)


def _operation(path: str, method: str, operation: dict[str, Any], addresses: Addresses) -> Markup:
    heading = element(
        "summary", element("code", f"{method.upper()} {path}"), f" {operation.get('summary', '')}"
    )
    about = element("p", operation.get("description", ""))
    return element(
        "details",
        heading,
        about,
        _form(path, method, operation, addresses),
        element("p", "Formats: ", ", ".join(_formats(operation)), class_="note"),
        id=operation.get("operationId"),
    )


def _formats(operation: dict[str, Any]) -> list[str]:
    return [*operation.get("responses", {}).get("200", {}).get("content", {})]


def _form(path: str, method: str, operation: dict[str, Any], addresses: Addresses) -> Content:
    """Return the form of an operation; none where a browser's form cannot ask it."""
    parameters = operation.get("parameters", [])
    if "{" in path or any(each["in"] not in ("query", "header") for each in parameters):
        return None
    asked = [each for each in parameters if each["in"] == "query"]
    if not path.startswith("/api/"):  # the protocols refuse a parameter that is left empty
        asked = [each for each in asked if "example" in each or "enum" in each.get("schema", {})]
    if not any(each["name"] != "format" for each in asked) and not path.startswith("/api/"):
        return None
    fields = [*map(_field, asked)]
    bodies = operation.get("requestBody", {}).get("content", {})
    is_upload = "multipart/form-data" in bodies
    if method == "post" and not is_upload:
        return None
    if is_upload:
        fields.append(
            _labelled("A file", element("input", type="file", name="file", required=True))
        )
    return element(
        "form",
        fields,
        element("button", "Send"),
        class_="ask",
        action=addresses.here(path),
        method=method,
        enctype="multipart/form-data" if is_upload else None,
    )


def _field(parameter: dict[str, Any]) -> Markup:
    name, schema = parameter["name"], parameter.get("schema", {})
    label = f"{name}: {parameter.get('description', '') or schema.get('title', '')}"
    if "enum" in schema:
        options = [element("option", each) for each in schema["enum"]]
        return _labelled(label, element("select", options, name=name))
    sample = parameter.get("example") or next(iter(_examples(schema)), "")
    required = bool(parameter.get("required"))
    value = str(sample) if required or "example" in parameter else None
    hint = None if value else str(sample)
    field = element("input", name=name, value=value, placeholder=hint, required=required)
    return _labelled(label, field)


def _examples(schema: dict[str, Any]) -> Iterator[Any]:
    for each in schema.get("examples", []):
        yield each[0] if isinstance(each, list) else each
    for other in schema.get("anyOf", []):
        yield from _examples(other)


def _labelled(label: str, field: Markup) -> Markup:
    return element("label", text_of(label.removesuffix(": "), element("br"), field))
