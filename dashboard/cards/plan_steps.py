"""The steps of a plan: a card for each, with the facts that it rests on."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, NamedTuple

import streamlit as st

from credgraph.planning import (
    FITS,
    OPEN,
    TRY_FIRST,
    cost,
    money,
    other_requirements,
    when,
)
from credgraph.results import with_article
from dashboard.state import dispute_badge, escape, record_link, record_links, slug

if TYPE_CHECKING:
    from credgraph.planning import (
        Band,
        Dispute,
        Fact,
        Payer,
        Pitfall,
        Plan,
        Route,
        Source,
        Step,
        Thing,
    )

__all__ = ["SeenStep", "dispute_badges", "show_facts", "show_step"]

_MANY = 6  # employers named before the rest is counted
_BADGES = {TRY_FIRST: ":green-badge[try first]", FITS: ":blue-badge[fits]"}
_ALWAYS = ("Why", "When")  # repeated for every step


class SeenStep(NamedTuple):
    """A step that the page has shown in full, and where."""

    where: str
    step: Step


def show_step(
    number: int, route: Route, plan: Plan, key: str, seen: dict[str, SeenStep] | None
) -> None:
    """Show one step: what it takes, who pays for it, what it opens, what to beware of.

    On a page to be printed, `seen` holds the steps shown in full so far, by credential, and this
    step is added to it; elsewhere it is None.
    """
    step = route.steps[number - 1]
    with st.container(border=True, key=f"card-{key}"):
        head = f"## {number}\\. {_link(step.credential)} {_disputed(step)}"
        if seen and step.credential.iri in seen:
            st.markdown(f"{head}\n{_differences(step, seen[step.credential.iri])}")
            return
        st.markdown(head)
        left, right = st.columns(2, gap="medium")
        left.markdown(_bullets(_about(step)))
        right.markdown(_payers(step, plan))
        if step.pitfalls:
            st.markdown(_pitfalls(step.pitfalls))
        show_facts(
            step.facts, "Facts this step rests on, with their sources", key, seen is not None
        )
    if seen is not None:
        seen[step.credential.iri] = SeenStep(f"step {number} of {route.band.label}", step)


def _differences(step: Step, first: SeenStep) -> str:
    """Say why and when a step is due, and all that differs from when it was shown, in Markdown."""
    own, before = _about(step), _about(first.step)
    differs = {
        name: own.get(name, "nothing here")
        for name in {**own, **before}
        if name in _ALWAYS or own.get(name) != before.get(name)
    }
    here = {payer.program for payer in step.payers}
    gone = [p.program for p in first.step.payers if p.program not in here]
    differs |= {"Does not pay": _links(gone)} if gone else {}
    parts = [f"Told in full at **{escape(first.where)}**. Here:", _bullets(differs)]
    payers = [payer for payer in step.payers if payer not in first.step.payers]
    parts += [_list("Who else pays, or pays otherwise", payers)] if payers else []
    pitfalls = [pitfall for pitfall in step.pitfalls if pitfall not in first.step.pitfalls]
    parts += [_pitfalls(pitfalls)] if pitfalls else []
    rests = [fact for fact in step.facts if fact not in first.step.facts]
    parts += [f"**It also rests on**\n{_by_use(rests)}"] if rests else []
    return "\n\n".join(parts)


def _bullets(lines: dict[str, str]) -> str:
    return "\n".join(f"- **{name}:** {words}" for name, words in lines.items())


def _pitfalls(pitfalls: Iterable[Pitfall]) -> str:
    lines = [
        f"- **{escape(p.advice.label)}.** {escape(p.description)} "
        f"{dispute_badges(p.fact.disputes)}".rstrip()
        for p in pitfalls
    ]
    return "**Pitfalls**\n" + "\n".join(lines)


def _disputed(step: Step) -> str:
    count = len(step.disputes)
    return dispute_badge(f"{count} disputed") if count else ""


def _about(step: Step) -> dict[str, str]:
    """Return what to know about a step by heading, as Markdown."""
    why = escape(step.why) + (escape(f"; if {step.condition}") if step.condition else "")
    if step.usually_first:
        why += f"; usually after {_links(step.usually_first)}, which is not required"
    about = {
        "Why": why,
        "To pass": _links(step.modules),
        "When": escape(when(step)),
        "Cost": escape(cost(step)),
        "Employers that recognize it": _employers(step),
        "Opens the pay of": "; ".join(map(_opened, step.opens)),
    }
    return {name: words for name, words in about.items() if words}


def _opened(band: Band) -> str:
    pay = escape(f"{money(band.pay)} a year{other_requirements(band)}")
    return f"{record_link(band.iri, band.label)}, {pay}"


def _employers(step: Step) -> str:
    if not step.employers:
        return "none named"
    rest = len(step.employers) - _MANY
    named = escape(", ".join(step.employers[:_MANY]))
    name = slug(step.credential.iri).rpartition("/")[2]
    more = f" and [{rest} more](employers?credential={escape(name)})" if rest > 0 else ""
    return f"{len(step.employers)}: {named}{more}"


def _payers(step: Step, plan: Plan) -> str:
    """Return who may pay, in the order in which to try them, as Markdown."""
    who = f" for {with_article(plan.audience.label.lower())}" if plan.audience else ""
    where = f" in {plan.state.label}" if plan.state else ""
    if not step.payers:
        return f"**Who pays:** {escape(f'no source says who pays for it{who}{where}.')}"
    lists = {
        f"Who pays{who}{where}": [p for p in step.payers if p.rank in _BADGES or not who],
        "Open to all, or it is not said to whom": [
            p for p in step.payers if who and p.rank == OPEN
        ],
    }
    return "\n\n".join(_list(title, payers) for title, payers in lists.items() if payers)


def _list(title: str, payers: Iterable[Payer]) -> str:
    return f"**{escape(title)}**\n" + "\n".join(f"1. {_payer(payer)}" for payer in payers)


def _payer(payer: Payer) -> str:
    badge = _BADGES.get(payer.rank, "")
    parts = {
        "": payer.why,
        "pays for ": "" if payer.pays_for == "the credential" else payer.pays_for,
        "covers: ": payer.coverage,
        "apply through ": payer.apply_through,
        "condition: ": payer.condition,
    }
    words = "; ".join(f"{name}{text}" for name, text in parts.items() if text)
    head = f"**{_link(payer.program)}** {badge} {dispute_badges(payer.fact.disputes)}".rstrip()
    return f"{head}  \n   {escape(words[:1].upper() + words[1:])}" if words else head


def dispute_badges(disputes: Iterable[Dispute]) -> str:
    """Return disputes as Markdown: the kind of each as a badge, and a link to both claims."""
    return " ".join(
        f"{dispute_badge(escape(d.kind))} {record_link(d.iri, d.label)}" for d in disputes
    )


def show_facts(used: Iterable[Fact], title: str, key: str, whole: bool) -> None:
    """Offer the facts used, one click away; where `whole`, as for printing, show them at once."""
    drawer = st.expander(title, expanded=whole, on_change="rerun", key=f"facts-{key}")
    if drawer.open:
        drawer.markdown(_by_use(used))


def _by_use(used: Iterable[Fact]) -> str:
    """List the facts by use, source and dispute, as Markdown."""
    alike: dict[tuple[str, str, str], list[tuple[str, str]]] = {}
    for fact in dict.fromkeys(used):
        key = (fact.use, "; ".join(map(_source, fact.sources)), dispute_badges(fact.disputes))
        alike.setdefault(key, []).append((fact.record.iri, fact.record.label))
    return "\n".join(
        f"- **{escape(use[:1].upper() + use[1:])}:** {record_links(found)}. Source: {source} {said}"
        for (use, source, said), found in alike.items()
    )


def _source(source: Source) -> str:
    return record_link(source.iri, source.label) + (
        f" ({escape(source.as_of)})" if source.as_of else ""
    )


def _link(thing: Thing) -> str:
    return record_link(thing.iri, thing.label)


def _links(things: Iterable[Thing]) -> str:
    return record_links((thing.iri, thing.label) for thing in things)
