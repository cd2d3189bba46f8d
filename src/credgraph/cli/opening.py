"""Opens the graph that a subcommand reads: the shipped one, or the one `--store` names."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterable
from typing import TYPE_CHECKING, BinaryIO

from credgraph.cli.output import note, unhurried
from credgraph.errors import BadParameter, StoreUnavailable

if TYPE_CHECKING:
    from pathlib import Path

    from credgraph.graph import CredentialGraph
    from credgraph.store import Note, Store
    from credgraph.store.access import AccessOptions, CallerOptions

__all__ = [
    "add_own_store",
    "add_store_options",
    "add_target",
    "caller_options",
    "endpoint_access",
    "exists",
    "named_store",
    "notes_on_answers",
    "open_graph",
    "own_place",
    "source_store",
    "standard_input",
    "store_with_user",
]

_ENDPOINT_OPTIONS = ("user", "token_env", "header", "method", "default_graph", "named_graph")


def add_store_options(command: argparse.ArgumentParser) -> None:
    """Add `--store`, and how an endpoint is asked."""
    command.add_argument("--store", metavar="PATH|URL", help="a store on disk or an endpoint")
    asked = command.add_argument_group("how the endpoint of --store is asked")
    _add_credentials(asked)
    method = "how to send queries (POST, then GET where POST is not taken)"
    asked.add_argument("--method", choices=("get", "post"), help=method)
    for kind, read in (("default", "as the default graph"), ("named", "as a named graph")):
        graph = f"a graph of the endpoint to read {read}; give it again for each"
        asked.add_argument(
            f"--{kind}-graph", action="append", default=[], metavar="IRI", help=graph
        )


def add_own_store(command: argparse.ArgumentParser) -> None:
    """Add `--store` for a folder of imports alone."""
    about = "the folder of the store, in place of your own"
    command.add_argument("--store", metavar="FOLDER", help=about)


def add_target(command: argparse.ArgumentParser) -> None:
    """Add the address of a server to write to, and who writes."""
    named = "where the server answers queries, such as http://localhost:3030/ds"
    command.add_argument("store", metavar="URL", help=named)
    _add_credentials(command.add_argument_group("who writes"))


def _add_credentials(asked: argparse._ArgumentGroup) -> None:
    named = "the user to ask as; the password comes from CREDGRAPH_PASSWORD or ~/.netrc"
    asked.add_argument("--user", metavar="NAME", help=named)
    held = "the environment variable that holds a bearer token"
    asked.add_argument("--token-env", metavar="VARIABLE", help=held)
    header = "'Name: value', such as 'User-Agent: us (us@example.org)'; give it again for each"
    asked.add_argument("--header", action="append", default=[], metavar="HEADER", help=header)


def open_graph(options: argparse.Namespace) -> CredentialGraph:
    """Open the shipped graph from its snapshot, or the store that `--store` names."""
    store = named_store(options)
    from credgraph.graph import CredentialGraph

    if store is None:
        from credgraph.snapshot import shipped

        return CredentialGraph(*shipped())
    options.opened = _connected(store, options)
    return CredentialGraph(options.opened)


def source_store(path: str | None) -> Store:
    """Return the store in a folder, or the shipped one; raises StoreUnavailable for no folder."""
    from credgraph.snapshot import shipped
    from credgraph.store import connect

    if path is None:
        return shipped()[0]
    if not path.strip() or not exists(path):
        raise StoreUnavailable(path, f"there is no store here; {_make_hint(path)}")
    return connect(path)


def _make_hint(path: str) -> str:
    return f"make one in Python: credgraph.open({path!r})"


def _connected(store: str, options: argparse.Namespace) -> Store:
    from credgraph.snapshot import shipped_spellings
    from credgraph.store import connect

    if "://" not in store:
        return connect(store)
    from credgraph.store.endpoint import RemoteStore

    opened = connect(store, options.timeout, shipped_spellings, **_access(options))
    if isinstance(opened, RemoteStore):
        opened.keep_within(options.timeout)
    return opened


def notes_on_answers(options: argparse.Namespace) -> list[Note]:
    """Return what must be known of the answers of an endpoint that was opened, each note once."""
    return [*dict.fromkeys(getattr(getattr(options, "opened", None), "notes", ()))]


def named_store(options: argparse.Namespace) -> str | None:
    """Return the store that `--store` names or else the user's own, told in a note, if any.

    Raises StoreUnavailable for a folder that does not exist, BadParameter for options of an
    endpoint where there is none.
    """
    if options.store is None:
        options.store = _own_store()
    named: str | None = options.store
    given = [name for name in _ENDPOINT_OPTIONS if getattr(options, name, None)]
    if given and (not named or "://" not in named):
        option = f"--{given[0].replace('_', '-')}"
        raise BadParameter(given[0], option, "needs an endpoint: --store https://…")
    if named and named.strip() and "://" not in named and not exists(named):
        raise StoreUnavailable(named, f"there is no store here; {_make_hint(named)}")
    return named


def _own_store() -> str | None:
    """Return the folder of the user's own store, where `credgraph import` has made one."""
    from credgraph.store.releases import current, default_place

    place = default_place()
    if not place or current(place) is None:
        return None
    note(f"note: this is the store in {place}, which credgraph import made")
    return place


def own_place(options: argparse.Namespace) -> Path:
    """Return the folder to import into: that of `--store`, or the user's own.

    Raises StoreUnavailable for an address, and for a user without a home.
    """
    from pathlib import Path

    from credgraph.store.releases import default_place

    place = default_place() if options.store is None else options.store
    if not place.strip():
        raise StoreUnavailable("the store", "this user has no home; name a folder with --store")
    if "://" in place:
        raise StoreUnavailable(place, "is an address; datasets are imported into a folder")
    return Path(os.path.abspath(place))


def store_with_user(options: argparse.Namespace) -> str | None:
    """Return the store that `--store` names, with the name and password in an address.

    Another process is started with it; the other options of an endpoint cannot be handed to it.
    """
    named = named_store(options)
    others = [each for each in _ENDPOINT_OPTIONS[1:] if getattr(options, each, None)]
    if others:
        option = f"--{others[0].replace('_', '-')}"
        raise BadParameter(others[0], option, "is not for the explorer, which takes --user alone")
    if named is None or not options.user:
        return named
    from urllib.parse import quote

    name, password = (quote(part, safe="") for part in _credentials(named, options) or ())
    return named.replace("://", f"://{name}:{password}@", 1)


def endpoint_access(options: argparse.Namespace) -> AccessOptions:
    """Return how the endpoint of `--store` is asked; nothing where it is no endpoint."""
    store = named_store(options)
    return _access(options) if store and "://" in store else {}


def exists(given: str) -> bool:
    """Tell whether there is such a file or folder; False for text that cannot be a path."""
    try:
        return os.path.exists(given)
    except ValueError:
        return False


def caller_options(options: argparse.Namespace) -> CallerOptions:
    """Return who asks the server of `--store`; raises BadParameter where a secret is missing."""
    return {
        "credentials": _credentials(options.store, options),
        "headers": dict(map(_header, options.header)),
    }


def _access(options: argparse.Namespace) -> AccessOptions:
    return {
        **caller_options(options),
        "method": options.method,
        "default_graphs": options.default_graph,
        "named_graphs": options.named_graph,
    }


def _header(text: str) -> tuple[str, str]:
    name, colon, value = text.partition(":")
    if not colon or not name.strip():
        raise BadParameter("header", "--header", "takes 'Name: value'")
    return name.strip(), value.strip()


def _credentials(store: str, options: argparse.Namespace) -> tuple[str, str] | str | None:
    if options.token_env:
        token = os.environ.get(options.token_env)
        if not token:
            raise BadParameter("token-env", options.token_env, "is not set in the environment")
        return token
    if not options.user:
        return None
    password = os.environ.get("CREDGRAPH_PASSWORD") or _password_in_netrc(store, options.user)
    if password is None:
        problem = "has no password: set CREDGRAPH_PASSWORD, or name the host in ~/.netrc"
        raise BadParameter("user", options.user, problem)
    return options.user, password


def _password_in_netrc(store: str, user: str) -> str | None:
    """Return the password of a user at the host of an endpoint; NETRC may name another file."""
    from netrc import NetrcParseError, netrc
    from urllib.parse import urlsplit

    try:
        known = netrc(os.environ.get("NETRC")).hosts
        host = urlsplit(store).hostname or ""
    except (NetrcParseError, OSError, ValueError):
        return None
    return next((found for login, found in _logins(known, host) if login == user), None)


def _logins(known: dict[str, tuple[str, str, str]], host: str) -> Iterable[tuple[str, str]]:
    return (
        (login, password)
        for name in (host, "default")
        if name in known
        for login, _, password in [known[name]]
    )


def standard_input() -> BinaryIO:
    """Return standard input, read to its end; it is empty where there is none."""
    from io import BytesIO

    with unhurried():
        return BytesIO(sys.stdin.buffer.read() if sys.stdin else b"")
