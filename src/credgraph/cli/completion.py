"""`credgraph completion`: what makes a shell complete the words of the command.

The script of each shell is short: it asks `credgraph completion words` for what may come next, so
that commands, options, questions and records are those of the installed graph.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterable, Sequence

from credgraph.cli.arguments import Commands, Parser, add_command
from credgraph.cli.output import write
from credgraph.errors import CredGraphError
from credgraph.questions import Question

__all__ = ["add", "run"]

_EXAMPLES = """credgraph completion bash >> ~/.bashrc
  credgraph completion zsh > ~/.zfunc/_credgraph
  credgraph completion fish > ~/.config/fish/completions/credgraph.fish"""
_SCRIPTS = {
    "bash": """_credgraph() {
    local IFS=$'\\n'
    COMPREPLY=($(credgraph completion words -- "${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null))
}
complete -o default -F _credgraph credgraph
""",
    "zsh": """#compdef credgraph
_credgraph() {
    local -a found
    found=(${(f)"$(credgraph completion words -- "${(@)words[2,CURRENT]}" 2>/dev/null)"})
    if (( $#found )); then compadd -- $found; else _files; fi
}
if [ "$funcstack[1]" = _credgraph ]; then _credgraph "$@"; else compdef _credgraph credgraph; fi
""",
    "fish": """function __credgraph_words
    set -l words (commandline -opc) "$(commandline -ct)"
    credgraph completion words -- $words[2..-1] 2>/dev/null
end
complete -c credgraph -a '(__credgraph_words)'
""",
}
_RECORDS = """SELECT DISTINCT ?record ?label
{ ?record a|skos:inScheme ?class ; rdfs:label ?label FILTER(IS_OURS) }"""
_OURS = 'STRSTARTS(STR(?record), "https://w3id.org/credgraph/id/")'
_OF_CLASS = {  # options whose values are records, with their class if they have one
    ("describe", "what"): "",
    ("export", "record"): "",
    ("plan", "hold"): "",
    ("plan", "state"): "cg:Area",
    ("plan", "audience"): "scheme:audience",
}


def add(commands: Commands) -> None:
    """Add the subcommand."""
    about = "Print a script that makes a shell complete commands, options, questions and records."
    made = add_command(commands, "completion", about, _EXAMPLES, formats=())
    made.add_argument("shell", choices=(*_SCRIPTS, "words"), help="the shell; words is for scripts")
    typed = "of words: -- and what was typed so far"
    made.add_argument("words", nargs=argparse.REMAINDER, metavar="WORD", help=typed)


def run(options: argparse.Namespace) -> int:
    """Print the script, or the words that may stand in place of the last one."""
    if options.shell != "words":
        return write(_SCRIPTS[options.shell])
    typed = options.words[1:] if options.words[:1] == ["--"] else options.words
    *before, current = typed or [""]
    candidates = _candidates(options.top, before, current)
    found = sorted({word for word in candidates if word.startswith(current)})
    return write("".join(f"{word}\n" for word in found))


def _candidates(top: Parser, before: Sequence[str], current: str) -> Iterable[str]:
    """Return all that may come after the words before, for `options.top` of `cli.command`."""
    commands = _commands_of(top)
    name = next((word for word in before if word in commands), None)
    if name is None:
        return _options(top) if current.startswith("-") else commands
    typed = [*before][[*before].index(name) + 1 :]
    try:
        return _of_command(name, commands[name], typed, current)
    except CredGraphError:  # a store that cannot be read has nothing to offer
        return ()


def _of_command(name: str, made: Parser, typed: Sequence[str], current: str) -> Iterable[str]:
    options = {text: action for action in made._actions for text in action.option_strings}
    question = _question(typed) if name == "ask" else None
    if typed and typed[-1] == "--param":
        return _parameters(typed)
    if typed and (action := options.get(typed[-1])) and action.nargs != 0:
        return _values(name, action)
    if question and typed[-1].startswith("--"):
        named = {f"--{parameter.name}": parameter.of_class for parameter in question.parameters}
        if typed[-1] in named:
            return _slugs(named[typed[-1]])
    if current.startswith("-"):
        own = [f"--{parameter.name}" for parameter in question.parameters] if question else []
        return [*options, *own]
    if name == "ask":
        return () if question else _questions()
    places = [action for action in made._actions if not action.option_strings]
    return _values(name, places[0]) if places else ()


def _values(command: str, action: argparse.Action) -> Iterable[str]:
    """Return the values of an option or an argument, as far as they are known."""
    if action.choices:
        return [str(choice) for choice in action.choices if choice != "words"]
    if (command, action.dest) in _OF_CLASS:
        return _slugs(_OF_CLASS[command, action.dest])
    known = _KNOWN.get((command, action.dest))
    return known() if known else ()


def _parameters(typed: Sequence[str]) -> Iterable[str]:
    """Return `name=` for each variable of the query file that was typed."""
    from credgraph.rdf import PARAMETER
    from credgraph.rdf.binding import variables_of
    from credgraph.rdf.files import read_text

    file = next((word for word in typed if word.endswith((".rq", ".sparql"))), None)
    names = variables_of(read_text(file)) if file else []
    kinds = [(PARAMETER.fullmatch(f"?{name}"), name) for name in names]
    return [f"{match['name'] if match else name}=" for match, name in kinds]


def _profiles() -> Iterable[str]:
    from credgraph.export import profiles

    return [profile.name for profile in profiles()]


def _registries() -> Iterable[str]:
    from credgraph.validation import registry_names

    return registry_names()


_KNOWN: dict[tuple[str, str], Callable[[], Iterable[str]]] = {
    ("export", "to"): _profiles,
    ("validate", "shapes"): _registries,
}


def _options(made: Parser) -> list[str]:
    return [text for action in made._actions for text in action.option_strings]


def _commands_of(top: Parser) -> dict[str, Parser]:
    [made] = [action for action in top._actions if isinstance(action, argparse._SubParsersAction)]
    return dict(made.choices)


def _questions() -> Iterable[str]:
    from credgraph.snapshot import shipped

    return list(shipped()[1])


def _question(typed: Sequence[str]) -> Question | None:
    from credgraph.snapshot import shipped

    catalogue = shipped()[1]
    return next((catalogue[word] for word in typed if word in catalogue), None)


def _slugs(of_class: str) -> Iterable[str]:
    """Return the slugs of the records of a class or, without one, of every kind.

    Concepts of a list, such as an audience, go by labels of one word too: veteran.
    """
    import pyoxigraph as ox

    from credgraph.rdf import expand, split_iri
    from credgraph.snapshot import shipped
    from credgraph.store import read_rows

    iri = expand(of_class)
    query = _RECORDS.replace("IS_OURS", f"?class = <{iri}>" if iri else _OURS)
    rows = [*read_rows(shipped()[0], query, {"record": ox.NamedNode, "label": ox.Literal})]
    labels = [label.value.lower() for _, label in rows if of_class.startswith("scheme:")]
    slugs = [split_iri(record.value)[1] for record, _ in rows]
    return [*slugs, *(label for label in labels if label.isalpha())]
