"""Everyday words: those that say nothing of what is asked, short forms, and several for one thing.

All are given by their stems, as `credgraph.questions.mentions` makes them, except short forms.
"""

from __future__ import annotations

from credgraph.questions.mentions import stem_of

__all__ = ["ASKING", "IDLE", "SAME", "SHORT"]

_IDLE = """
    a an the of to for in on at is are was were be been do does did i me my you your it its we
    our they their and or so if that this these there can could will would shall should may have
    has had any some s exist he she him her his us hi hello hey please pls plz thanks thank guy
    man woman lady someone anyone everyone folks ppl client clients customer participant
    jobseeker just really actually maybe also too very even still already currently today goes
    got give gives giving see think wonder wondering info exactly something thing things sort
    lot off over then but yes don't doesn't didn't can't cannot isn't aren't won't i'm i'd i've
    im ive three both per another able live lives living lived here nearby nearest closest
    around area local u w r option options possible possibly good holder holders whose into onto
    during while until altogether overall using via going up soon somebody anybody must become
    becoming
"""
IDLE = frozenset(map(stem_of, _IDLE.split()))
ASKING = frozenset(map(stem_of, ("what", "which", "who", "how", "when", "where", "why")))

SAME = {  # what people say for one thing, by its stem
    stem_of(word): stem_of(main)
    for main, words in {
        "credential": "cert certs certificate certificates certification certifications",
        "employer": "company companies companys firm firms",
        "center": "centre centres",
        "recognize": "recognise recognised recognises",
        "program": "programme programmes",
        "apprenticeship": "apprenticeships traineeship",
        "pay": "paid",
        "pathway": "path paths",
        "compare": "vs versus",
        "prepare": "prep",
        "exam": "test tests exams examination examinations",
        "expire": "expiration expiry",
        "raise": "increase increases",
        "wage": "salary salaries",
        "remote": "online remotely",
    }.items()
    for word in words.split()
}

SHORT = {
    "hrs": "hours",
    "wks": "weeks",
    "mins": "minutes",
    "tech": "technician",
    "techs": "technicians",
    "vet": "veteran",
    "vets": "veterans",
    "ctr": "center",
    "ctrs": "centers",
    "mfg": "manufacturing",
    "maint": "maintenance",
    "ariz": "Arizona",
    "calif": "California",
    "fla": "Florida",
    "ind": "Indiana",
    "mich": "Michigan",
    "minn": "Minnesota",
    "okla": "Oklahoma",
    "tenn": "Tennessee",
    "tex": "Texas",
    "wis": "Wisconsin",
}
