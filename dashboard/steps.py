"""The steps of a plan on a page: a picture over months, and a card for each step."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, NamedTuple

import streamlit as st

from credgraph.planning import (
    FITS,
    FOR_OTHERS,
    OPEN,
    TRY_FIRST,
    money,
    other_requirements,
    price,
    when,
)
from credgraph.results import join_names, with_article
from dashboard.charts import picture, spans
from dashboard.links import slug
from dashboard.text import plain
from dashboard.widgets import labels

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

__all__ = ["Told", "card", "facts", "flags", "timeline"]

_MANY = 6  # employers named before the rest is counted
_BADGES = {TRY_FIRST: ":green-badge[try first]", FITS: ":blue-badge[fits]"}
_ALWAYS = ("Why", "When")  # said of every step, though told before


class Told(NamedTuple):
    """A step told in full, and where on the page."""

    where: str
    step: Step


def timeline(route: Route) -> None:
    """Draw the steps whose time is stated; name the others."""
    rows, silent = [], []
    for i, step in enumerate(route.steps, 1):
        name = f"{i}. {step.credential.label}"
        if step.starts is not None and step.ends is not None:
            rows.append(_span(name, step.starts, step.ends, "when the pathway places it"))
        elif step.months:
            rows.append(_span(name, 0, step.months.max, "how long it takes, its start is open"))
        else:
            silent.append(step.credential.label)
    if rows:
        spec = spans(rows, "From month", "To month", "Step", "Bar")
        picture(spec, alt=f"{len(rows)} steps over months; the cards below say the same")
    if silent:
        st.caption(
            plain(f"Not drawn, for no source states how long it takes: {join_names(silent)}.")
        )


def _span(name: str, start: object, end: object, kind: str) -> dict[str, object]:
    return {"Step": name, "From month": float(str(start)), "To month": float(str(end)), "Bar": kind}


def card(number: int, route: Route, plan: Plan, key: str, told: dict[str, Told] | None) -> None:
    """Show one step: what it takes, who pays for it, what it opens, what to beware of.

    `told` are the steps, by credential, that a page to be printed has told in full already.
    """
    step = route.steps[number - 1]
    with st.container(border=True, key=f"card-{key}"):
        head = f"## {number}\\. {_link(step.credential)} {_disputed(step)}"
        if told and step.credential.iri in told:
            st.markdown(f"{head}\n{_again(step, told[step.credential.iri])}")
            return
        st.markdown(head)
        left, right = st.columns(2, gap="medium")
        left.markdown(_bullets(_about(step)))
        right.markdown(_payers(step, plan))
        if step.pitfalls:
            st.markdown(_pitfalls(step.pitfalls))
        facts(step.facts, "Facts this step rests on, with their sources", key, told is not None)
    if told is not None:
        told[step.credential.iri] = Told(f"step {number} of {route.band.label}", step)


def _again(step: Step, first: Told) -> str:
    """Say of a step told before why and when it is due, and all that differs, as Markdown."""
    own, before = _about(step), _about(first.step)
    differs = {
        name: own.get(name, "nothing here")
        for name in {**own, **before}
        if name in _ALWAYS or own.get(name) != before.get(name)
    }
    here = {payer.program for payer in step.payers}
    gone = [p.program for p in first.step.payers if p.program not in here]
    differs |= {"Does not pay": _links(gone)} if gone else {}
    parts = [f"Told in full at **{plain(first.where)}**. Here:", _bullets(differs)]
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
    told = [f"- **{plain(p.advice.label)}.** {plain(p.description)}" for p in pitfalls]
    return "**Pitfalls**\n" + "\n".join(told)


def _disputed(step: Step) -> str:
    count = len(step.disputes)
    return f":orange-badge[⚠ {count} disputed]" if count else ""


def _about(step: Step) -> dict[str, str]:
    """Return what is to know of a step by name, as Markdown."""
    why = plain(step.why) + (plain(f"; if {step.condition}") if step.condition else "")
    if step.usually_first:
        why += f"; usually after {_links(step.usually_first)}, which is not required"
    told = {
        "Why": why,
        "To pass": _links(step.modules),
        "When": plain(when(step)),
        "Cost": plain("; or ".join(map(price, step.prices)) or "not stated"),
        "Employers that recognize it": _employers(step),
        "Opens the pay of": "; ".join(map(_opened, step.opens)),
    }
    return {name: words for name, words in told.items() if words}


def _opened(band: Band) -> str:
    pay = plain(f"{money(band.pay)} a year{other_requirements(band)}")
    return f"{labels([(band.iri, band.label)])}, {pay}"


def _employers(step: Step) -> str:
    if not step.employers:
        return "none named"
    rest = len(step.employers) - _MANY
    named = plain(", ".join(step.employers[:_MANY]))
    name = slug(step.credential.iri).rpartition("/")[2]
    more = f" and [{rest} more](employers?credential={plain(name)})" if rest > 0 else ""
    return f"{len(step.employers)}: {named}{more}"


def _payers(step: Step, plan: Plan) -> str:
    """Return who may pay, in the order in which to try them, as Markdown."""
    who = f" for {with_article(plan.audience.label.lower())}" if plan.audience else ""
    where = f" in {plan.state.label}" if plan.state else ""
    if not step.payers:
        return f"**Who pays:** {plain(f'no source says who pays for it{who}{where}.')}"
    lists = {
        f"Who pays{who}{where}": [p for p in step.payers if p.rank in _BADGES or not who],
        "Open to all, or it is not said to whom": [
            p for p in step.payers if who and p.rank == OPEN
        ],
        "Meant for others": [payer for payer in step.payers if payer.rank == FOR_OTHERS],
    }
    return "\n\n".join(_list(title, payers) for title, payers in lists.items() if payers)


def _list(title: str, payers: Iterable[Payer]) -> str:
    return f"**{plain(title)}**\n" + "\n".join(f"1. {_payer(payer)}" for payer in payers)


def _payer(payer: Payer) -> str:
    badge = _BADGES.get(payer.rank, "")
    told = {
        "": payer.why,
        "pays for ": "" if payer.pays_for == "the credential" else payer.pays_for,
        "covers: ": payer.coverage,
        "apply through ": payer.apply_through,
        "condition: ": payer.condition,
    }
    words = "; ".join(f"{name}{text}" for name, text in told.items() if text)
    head = f"**{_link(payer.program)}** {badge} {flags(payer.fact.disputes)}".rstrip()
    return f"{head}  \n   {plain(words[:1].upper() + words[1:])}" if words else head


def flags(disputes: Iterable[Dispute]) -> str:
    """Return what is disputed, as Markdown: the kind, and a link to both claims."""
    return " ".join(
        f":orange-badge[⚠ {plain(d.kind)}] {labels([(d.iri, d.label)])}" for d in disputes
    )


def facts(used: Iterable[Fact], title: str, key: str, whole: bool) -> None:
    """Offer the facts used, one click away, or show them where the page is to be printed whole."""
    drawer = st.expander(title, expanded=whole, on_change="rerun", key=f"facts-{key}")
    if drawer.open:
        drawer.markdown(_by_use(used))


def _by_use(used: Iterable[Fact]) -> str:
    """List the facts by use, sources and disputes, as Markdown."""
    alike: dict[tuple[str, str, str], list[tuple[str, str]]] = {}
    for fact in dict.fromkeys(used):
        key = (fact.use, "; ".join(map(_source, fact.sources)), flags(fact.disputes))
        alike.setdefault(key, []).append((fact.record.iri, fact.record.label))
    return "\n".join(
        f"- **{plain(use[:1].upper() + use[1:])}:** {labels(found)}. Source: {source} {said}"
        for (use, source, said), found in alike.items()
    )


def _source(source: Source) -> str:
    return labels([(source.iri, source.label)]) + (
        f" ({plain(source.as_of)})" if source.as_of else ""
    )


def _link(thing: Thing) -> str:
    return labels([(thing.iri, thing.label)])


def _links(things: Iterable[Thing]) -> str:
    return labels((thing.iri, thing.label) for thing in things)
