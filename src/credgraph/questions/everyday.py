"""Everyday words: those that say nothing of what is asked, short forms, and several for one thing.

All are given by their stems, as `credgraph.questions.mentions` makes them, except short forms.
"""

from __future__ import annotations

from credgraph.questions.mentions import stem_of

__all__ = ["ASKING", "IDLE", "NEGATIONS", "SAME", "SHORT"]

_IDLE = """
    a an the of to for in on at is are was were be been do does did i me my you your it its we
    our they their and or so if that this these there can could will would shall should may have
    has had any some s exist he she him her his us hi hello hey please pls plz thanks thank guy
    man woman lady someone anyone everyone folks ppl client clients customer participant
    jobseeker just really actually maybe also too very even still already currently today goes
    got give gives giving see think wonder wondering info exactly something thing things sort
    lot off over then but yes i'm i'd i've
    im ive three both per another able live lives living lived here nearby nearest closest
    around area local u w r option options possible possibly good holder holders whose into onto
    during while until altogether overall using via going up soon somebody anybody must become
    becoming wanna gonna gotta kinda btw okay lol thx curious trying hoping planning thinking
    interested considering boss coworker friend son daughter kid husband wife
    brother sister mom dad honestly basically literally probably
"""
IDLE = frozenset(map(stem_of, _IDLE.split()))
ASKING = frozenset(map(stem_of, ("what", "which", "who", "how", "when", "where", "why")))
_NEGATIONS = """
    not without never neither nor except excepting excluding exclude excludes besides unless lack
    lacks lacking non nobody refuse refuses deny denies
"""
NEGATIONS = frozenset(map(stem_of, _NEGATIONS.split()))

SAME = {  # what people say for one thing, by its stem
    stem_of(word): stem_of(main)
    for main, words in {
        "accredit": "legit legitimate",
        "advice": "tip tips recommend recommendation suggest suggestion guidance advise",
        "after": "next follow follows following afterwards afterward",
        "apprenticeship": "apprenticeships traineeship",
        "average": "median typical mean",
        "before": "prior beforehand earlier",
        "begin": "start",
        "best": "better top higher highest",
        "center": "centre centres site location",
        "cheap": "cheaper cheapest inexpensive affordable budget bargain",
        "compare": "vs versus difference differences differ different",
        "cost": "price priced pricing fee charge expensive pricey ballpark",
        "course": "class classes lesson training",
        "credential": "cert certificate certification qualification",
        "current": "fresh recent outdated",
        "difficult": "hard harder hardest tough tougher difficulty",
        "dispute": """contest contested contradict contradicted doubt doubtful controversial
            questionable conflicting unreliable disagree disagreement debate debated shaky""",
        "employer": "company companys firm business manufacturer corporation",
        "exam": "test examination assessment quiz",
        "expire": "expiration expiry lapse",
        "factory": "plant",
        "fast": "faster fastest quick quicker quickest quickly speed",
        "fund": "foot grant scholarship subsidy subsidies money financial",
        "help": "aid assistance assist support",
        "hire": "employ recruit",
        "industry": "sector",
        "issue": "award certify certifies",
        "job": "role position career employment",
        "learn": "teach taught instructor teacher trainer",
        "long": "longer duration length",
        "mistake": """pitfall trap error warning downside drawback disadvantage risk problem wrong
            avoid""",
        "national": "nationwide country nationally",
        "not": """don't doesn't didn't can't cannot isn't aren't won't dont doesnt didnt cant wont
            isnt arent haven't hasn't wouldn't couldn't shouldn't mustn't wasn't weren't hadn't""",
        "offer": "provide provider",
        "part": "section",
        "pathway": "path route roadmap road track",
        "pay": "paid",
        "practice": "sample mock",
        "prepare": "prep study studying revise",
        "prerequisite": "requirement prereq eligible eligibility qualify qualifies",
        "program": "programme",
        "raise": "increase bump",
        "recognize": "recognise accept value respect honor honour",
        "remote": "online remotely home virtual",
        "renew": "recertify recertification renewal recert",
        "require": "need",
        "retake": "resit retest redo repeat",
        "review": "audit evaluate evaluation vetted verified endorse endorsement",
        "school": "college university institute academy",
        "source": "reference citation cite bibliography",
        "topic": """subject content material curriculum syllabus skill competency competence
            knowledge""",
        "version": "edition release revision",
        "wage": "salary earnings income paycheck compensation",
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
