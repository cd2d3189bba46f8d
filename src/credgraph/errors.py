"""What can go wrong, as small classes that hold fields; only the command line turns them into text.

Every message says what was found, where, and what to do.
"""

from __future__ import annotations

__all__ = [
    "BadParameter",
    "BadQuery",
    "CredGraphError",
    "EndpointUnavailable",
    "EngineMissing",
    "PackageMissing",
    "PortTaken",
    "StoreUnavailable",
    "TimedOut",
    "TooLarge",
    "UnknownParameter",
    "UnknownProfile",
    "UnknownQuestion",
    "UnknownRecord",
    "UnknownShapes",
    "UnreadableFile",
    "UnwritableTarget",
    "quoted",
]


_LONGEST = 80  # characters of what somebody typed that a message repeats


def quoted(text: str) -> str:
    """Return what somebody typed in quotes, without the middle where it is long.

    >>> quoted("credential/" + "x" * 60_000)
    "'credential/xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx … xxxxxxxxxxxxxxxxxxxx'"
    """
    return repr(text if len(text) <= _LONGEST else f"{text[:60]} … {text[-20:]}")


class CredGraphError(Exception):
    """Anything CredGraph refuses to do, with a one-line reason."""


class UnreadableFile(CredGraphError):
    """A file that cannot be read, or that holds something other than what was expected."""

    def __init__(self, path: str, problem: str, line: int | None = None, hint: str = "") -> None:
        super().__init__(path, problem, line, hint)
        self.path, self.problem, self.line, self.hint = path, problem, line, hint

    def __str__(self) -> str:
        where = self.path if self.line is None else f"{self.path}, line {self.line}"
        return f"{where}: {self.problem}{self.hint and f'; {self.hint}'}"


class BadQuery(CredGraphError):
    """A query that does not parse, or asks for something that is not allowed."""

    def __init__(self, problem: str, line: int = 0, column: int = 0, text: str = "") -> None:
        super().__init__(problem, line, column, text)
        self.problem, self.line, self.column, self.text = problem, line, column, text

    def __str__(self) -> str:
        where = f"line {self.line}, column {self.column}: " if self.line else ""
        return f"{where}{self.problem}{self.text and f' in: {self.text}'}"


class UnknownQuestion(CredGraphError):
    """A question that the library does not hold."""

    def __init__(self, name: str, nearest: tuple[str, ...] = ()) -> None:
        super().__init__(name, nearest)
        self.name, self.nearest = name, nearest

    def __str__(self) -> str:
        advice = f"did you mean {' or '.join(self.nearest)}?" if self.nearest else ""
        return f"no question is called {quoted(self.name)}; " + (
            advice or "credgraph ask lists them all"
        )


class UnknownParameter(CredGraphError):
    """A parameter that a question does not take, or one that it needs and did not get."""

    def __init__(self, question: str, name: str, wanted: tuple[str, ...], missing: bool) -> None:
        super().__init__(question, name, wanted, missing)
        self.question, self.name, self.wanted, self.missing = question, name, wanted, missing

    def __str__(self) -> str:
        takes = ", ".join(f"--{name}" for name in self.wanted) or "no parameters"
        if self.missing:
            return f"{self.question} needs --{self.name}; it takes {takes}"
        return f"{self.question} has no parameter --{self.name}; it takes {takes}"


class BadParameter(CredGraphError):
    """A value that a parameter cannot take."""

    def __init__(self, name: str, value: str, problem: str) -> None:
        super().__init__(name, value, problem)
        self.name, self.value, self.problem = name, value, problem

    def __str__(self) -> str:
        return f"{self.value} {self.problem}"


class UnknownRecord(CredGraphError):
    """A slug, label or IRI under which the graph holds nothing, or more than one thing."""

    def __init__(self, value: str, wanted: str, nearest: tuple[str, ...] = ()) -> None:
        super().__init__(value, wanted, nearest)
        self.value, self.wanted, self.nearest = value, wanted, nearest

    def __str__(self) -> str:
        advice = f"; did you mean {' or '.join(self.nearest)}?" if self.nearest else ""
        return f"the graph holds no {self.wanted} called {quoted(self.value)}{advice}"


class EndpointUnavailable(CredGraphError):
    """A SPARQL endpoint that does not answer, or does not answer SPARQL."""

    def __init__(self, url: str, problem: str) -> None:
        super().__init__(url, problem)
        self.url, self.problem = url, problem

    def __str__(self) -> str:
        return f"{self.url}: {self.problem}"


class StoreUnavailable(CredGraphError):
    """A store on disk that cannot be opened or made."""

    def __init__(self, path: str, problem: str) -> None:
        super().__init__(path, problem)
        self.path, self.problem = path, problem

    def __str__(self) -> str:
        return f"{self.path}: {self.problem}"


class TimedOut(CredGraphError):
    """A query that was stopped at its deadline."""

    def __init__(self, seconds: float) -> None:
        super().__init__(seconds)
        self.seconds = seconds

    def __str__(self) -> str:
        return f"stopped after {self.seconds:g} seconds; ask for less, or link the patterns"


class TooLarge(CredGraphError):
    """Something that needs more bytes than it may take."""

    def __init__(self, limit: int, what: str) -> None:
        super().__init__(limit, what)
        self.limit, self.what = limit, what

    def __str__(self) -> str:
        size, unit = float(self.limit), "bytes"
        for larger in ("kB", "MB", "GB"):
            if size >= 1024:
                size, unit = size / 1024, larger
        return f"{self.what} may take {size:.3g} {unit}, and this needs more; ask for less"


class EngineMissing(CredGraphError):
    """A validation engine that is not installed."""

    def __init__(self, engine: str, hint: str) -> None:
        super().__init__(engine, hint)
        self.engine, self.hint = engine, hint

    def __str__(self) -> str:
        return f"the {self.engine} engine is not installed; {self.hint}"


class PackageMissing(CredGraphError):
    """An optional package that a function needs."""

    def __init__(self, package: str, use: str, extra: str) -> None:
        super().__init__(package, use, extra)
        self.package, self.use, self.extra = package, use, extra

    def __str__(self) -> str:
        return f"{self.use} needs {self.package}: pip install 'credgraph[{self.extra}]'"


class _NotAmong(CredGraphError):
    """A name that is none of those known."""

    called = ""

    def __init__(self, name: str, nearest: tuple[str, ...], known: tuple[str, ...]) -> None:
        super().__init__(name, nearest, known)
        self.name, self.nearest, self.known = name, nearest, known

    def __str__(self) -> str:
        nearest = f"did you mean {' or '.join(self.nearest)}? " if self.nearest else ""
        known = ", ".join(self.known)
        return f"no {self.called} called {quoted(self.name)}; {nearest}there are {known}"


class UnknownProfile(_NotAmong):
    """A way out of the graph that does not exist."""

    called = "profile is"


class UnknownShapes(_NotAmong):
    """Rules of a registry that is not known here."""

    called = "shapes are"


class UnwritableTarget(CredGraphError):
    """A file or folder that cannot be written; what was there is untouched."""

    def __init__(self, path: str, problem: str) -> None:
        super().__init__(path, problem)
        self.path, self.problem = path, problem

    def __str__(self) -> str:
        return f"{self.path}: {self.problem}; nothing was changed"


class PortTaken(CredGraphError):
    """A port of this machine on which something else listens."""

    def __init__(self, port: int) -> None:
        super().__init__(port)
        self.port = port

    def __str__(self) -> str:
        return f"port {self.port} is taken; name another, or none"
