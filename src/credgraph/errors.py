"""The errors CredGraph raises: small classes that keep their details as attributes.

Every message says what was found, where, and what to do.
"""

from __future__ import annotations

__all__ = [
    "BadParameter",
    "BadQuery",
    "CredGraphError",
    "EndpointUnavailable",
    "EngineMissing",
    "NotExpressible",
    "PackageMissing",
    "PortTaken",
    "StoreUnavailable",
    "TimedOut",
    "TooLarge",
    "UnclearQuestion",
    "UnexpectedAnswer",
    "UnexpectedFacts",
    "UnknownParameter",
    "UnknownProfile",
    "UnknownQuestion",
    "UnknownRecord",
    "UnknownShapes",
    "UnreadableFile",
    "UnwritableTarget",
    "ValidationFailed",
    "quoted",
]

_LONGEST_QUOTE = 80  # characters of user input that a message repeats


def quoted(text: str) -> str:
    """Return user input in quotes, shortened in the middle if it is long.

    >>> quoted("credential/" + "x" * 60_000)
    "'credential/xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx … xxxxxxxxxxxxxxxxxxxx'"
    """
    return repr(text if len(text) <= _LONGEST_QUOTE else f"{text[:60]} … {text[-20:]}")


def _did_you_mean(nearest: tuple[str, ...]) -> str:
    return f"did you mean {' or '.join(nearest)}?" if nearest else ""


class CredGraphError(Exception):
    """The base of all errors; its text is one line."""


class UnreadableFile(CredGraphError):
    """A file that cannot be read, or that does not hold what was expected."""

    def __init__(self, path: str, problem: str, line: int | None = None, hint: str = "") -> None:
        super().__init__(path, problem, line, hint)
        self.path, self.problem, self.line, self.hint = path, problem, line, hint

    def __str__(self) -> str:
        where = self.path if self.line is None else f"{self.path}, line {self.line}"
        return f"{where}: {self.problem}{self.hint and f'; {self.hint}'}"


class BadQuery(CredGraphError):
    """A query that does not parse or is not allowed."""

    def __init__(
        self, problem: str, line: int = 0, column: int = 0, text: str = "", hint: str = ""
    ) -> None:
        super().__init__(problem, line, column, text, hint)
        self.problem, self.line, self.column, self.text = problem, line, column, text
        self.hint = hint

    def __str__(self) -> str:
        where = f"line {self.line}, column {self.column}: " if self.line else ""
        hint = self.hint and f"; {self.hint}"
        return f"{where}{self.problem}{self.text and f' in: {self.text}'}{hint}"


class UnknownQuestion(CredGraphError):
    """A question that is not in the library."""

    def __init__(self, name: str, nearest: tuple[str, ...] = ()) -> None:
        super().__init__(name, nearest)
        self.name, self.nearest = name, nearest

    def __str__(self) -> str:
        advice = _did_you_mean(self.nearest) or "credgraph ask lists them all"
        return f"no question is called {quoted(self.name)}; {advice}"


class UnclearQuestion(CredGraphError):
    """A question in words that might mean several questions of the library."""

    def __init__(self, text: str, commands: tuple[str, ...]) -> None:
        super().__init__(text, commands)
        self.text, self.commands = text, commands

    @property
    def problem(self) -> str:
        """The message without the commands, for where each has a line of its own."""
        return f"it is not clear what {quoted(self.text)} asks"

    def __str__(self) -> str:
        return f"{self.problem}; the nearest questions are: {'; '.join(self.commands)}"


class UnknownParameter(CredGraphError):
    """A parameter that a question does not have, or a missing one that it needs."""

    def __init__(self, question: str, name: str, accepted: tuple[str, ...], missing: bool) -> None:
        super().__init__(question, name, accepted, missing)
        self.question, self.name, self.accepted, self.missing = question, name, accepted, missing

    def __str__(self) -> str:
        takes = ", ".join(f"--{name}" for name in self.accepted) or "no parameters"
        others = "" if self.accepted == (self.name,) else f"; it takes {takes}"
        fault = "needs" if self.missing else "has no parameter"
        return f"{self.question} {fault} --{self.name}{others}"


class BadParameter(CredGraphError):
    """A value that a parameter cannot take."""

    def __init__(self, name: str, value: str, problem: str) -> None:
        super().__init__(name, value, problem)
        self.name, self.value, self.problem = name, value, problem

    def __str__(self) -> str:
        return f"{self.value} {self.problem}"


class UnknownRecord(CredGraphError):
    """A slug, label or IRI that matches no record, or more than one."""

    def __init__(self, value: str, kind: str, nearest: tuple[str, ...] = ()) -> None:
        super().__init__(value, kind, nearest)
        self.value, self.kind, self.nearest = value, kind, nearest

    def __str__(self) -> str:
        advice = f"; {_did_you_mean(self.nearest)}" if self.nearest else ""
        return f"the graph holds no {self.kind} called {quoted(self.value)}{advice}"


class _Fault(CredGraphError):
    """A fault of `subject`, such as an address or a path; `problem` says what it is."""

    advice = ""

    def __init__(self, subject: str, problem: str) -> None:
        super().__init__(subject, problem)
        self.subject, self.problem = subject, problem

    def __str__(self) -> str:
        return f"{self.subject}: {self.problem}{self.advice}"


class EndpointUnavailable(_Fault):
    """A SPARQL endpoint that cannot be reached, or that gives no valid SPARQL answer."""


class UnexpectedAnswer(_Fault):
    """A store answers something else than was asked; `problem` says what."""

    advice = "; is it a SPARQL endpoint with a graph like ours?"


class UnexpectedFacts(CredGraphError):
    """A store states something that `work`, such as a plan, cannot be made of."""

    def __init__(self, store: str, work: str, problem: str) -> None:
        super().__init__(store, work, problem)
        self.store, self.work, self.problem = store, work, problem

    def __str__(self) -> str:
        return (
            f"{self.store}: {self.work} cannot be made of facts that our shapes do not allow "
            f"({self.problem[:_LONGEST_QUOTE]}); `credgraph validate` names them"
        )


class StoreUnavailable(_Fault):
    """A store on disk that cannot be opened or created."""


class TimedOut(CredGraphError):
    """A query that was stopped at its time limit; `cause` is what in it may take so long."""

    def __init__(self, seconds: float, cause: str = "") -> None:
        super().__init__(seconds, cause)
        self.seconds, self.cause = seconds, cause

    def __str__(self) -> str:
        advice = "add a LIMIT, or join the triple patterns with shared variables"
        return f"stopped after {self.seconds:g} seconds; {self.cause or advice}"


class TooLarge(CredGraphError):
    """Something that exceeds its limit in bytes."""

    def __init__(self, limit: int, what: str) -> None:
        super().__init__(limit, what)
        self.limit, self.what = limit, what

    def __str__(self) -> str:
        size, unit = float(self.limit), "bytes"
        for larger in ("kB", "MB", "GB"):
            if size >= 1024:
                size, unit = size / 1024, larger
        return f"{self.what} may take {size:.3g} {unit}, and this needs more; make it smaller"


class EngineMissing(CredGraphError):
    """A validation engine that is not installed."""

    def __init__(self, engine: str, hint: str) -> None:
        super().__init__(engine, hint)
        self.engine, self.hint = engine, hint

    def __str__(self) -> str:
        return f"the {self.engine} engine is not installed; {self.hint}"


class ValidationFailed(CredGraphError):
    """Shapes or data that a validation engine cannot work with; `problem` is its own sentence."""

    def __init__(self, engine: str, problem: str) -> None:
        super().__init__(engine, problem)
        self.engine, self.problem = engine, problem

    def __str__(self) -> str:
        return f"the {self.engine} engine cannot validate this: {self.problem}"


class NotExpressible(CredGraphError):
    """Something that a format has no way to write; `hint` says which format has."""

    def __init__(self, what: str, form: str, hint: str) -> None:
        super().__init__(what, form, hint)
        self.what, self.form, self.hint = what, form, hint

    def __str__(self) -> str:
        return f"{self.form} has no way to write {self.what}; {self.hint}"


class PackageMissing(CredGraphError):
    """An optional package that a function needs and that is not installed."""

    def __init__(self, package: str, use: str, extra: str) -> None:
        super().__init__(package, use, extra)
        self.package, self.use, self.extra = package, use, extra

    def __str__(self) -> str:
        return f"{self.use} needs {self.package}: pip install 'credgraph[{self.extra}]'"


class _UnknownName(CredGraphError):
    """A name that is not in a list of known names."""

    subject = ""  # with its verb, such as `profile is`

    def __init__(self, name: str, nearest: tuple[str, ...], known: tuple[str, ...]) -> None:
        super().__init__(name, nearest, known)
        self.name, self.nearest, self.known = name, nearest, known

    def __str__(self) -> str:
        advice = f"{_did_you_mean(self.nearest)} choose from {', '.join(self.known)}".strip()
        return f"no {self.subject} called {quoted(self.name)}; {advice}"


class UnknownProfile(_UnknownName):
    """An unknown export profile."""

    subject = "profile is"


class UnknownShapes(_UnknownName):
    """A registry for which there are no shapes."""

    subject = "shapes are"


class UnwritableTarget(_Fault):
    """A file or folder that cannot be written; its present content is unchanged."""

    advice = "; nothing was changed"


class PortTaken(CredGraphError):
    """A port of this machine that another program uses."""

    def __init__(self, port: int) -> None:
        super().__init__(port)
        self.port = port

    def __str__(self) -> str:
        advice = "choose another with --port, or omit it for the next free one"
        return f"port {self.port} is taken; {advice}"
