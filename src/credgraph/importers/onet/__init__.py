"""O*NET: occupations, their other titles, tasks, skills, tools, kin and job zones.

Source: the O*NET database as the National Center for O*NET Development publishes it, one
tab-separated table for each kind of fact (CC BY 4.0).

O*NET codes refine SOC 2018: `17-3024.00` is the SOC occupation itself and has its IRI, while
`17-3024.01` is a part of it. 93 of 1,016 occupations have no data: they get a name and no more.
"""

from __future__ import annotations

from credgraph.importers.by_table import from_tables, one_release, table
from credgraph.importers.dataset import Dataset, Release
from credgraph.importers.licences import CC_BY
from credgraph.importers.onet.codes import CODE, occupation
from credgraph.importers.onet.occupations import job_zones, occupations, related, titles
from credgraph.importers.onet.ratings import ratings
from credgraph.importers.onet.tasks import tasks
from credgraph.importers.onet.tools import tools

__all__ = [
    "ATTRIBUTION",
    "CODE",
    "DATASET",
    "JOB_ZONES",
    "OCCUPATIONS",
    "job_zones",
    "occupation",
    "occupations",
    "ratings",
    "related",
    "tasks",
    "titles",
    "tools",
]

ATTRIBUTION = (
    "This dataset includes information from the O*NET Database by the U.S. Department of Labor, "
    "Employment and Training Administration (USDOL/ETA). Used under the CC BY 4.0 license. O*NET "
    "is a trademark of USDOL/ETA. CredGraph has modified all or some of this information; "
    "USDOL/ETA has not approved, endorsed, or tested these modifications."
)

OCCUPATIONS = table("O*NET Occupation Data", CODE, "Title", "Description")
JOB_ZONES = table("O*NET Job Zones", CODE, "Job Zone")
_TITLES = table(
    "O*NET Alternate Titles", CODE, "Alternate Title", optional=("Title", "Short Title")
)
_REPORTED = table(
    "O*NET Sample of Reported Titles", CODE, "Reported Job Title", optional=("Title",)
)
_RELATED = table("O*NET Related Occupations", CODE, "Related O*NET-SOC Code", "Relatedness Tier")
_RATINGS = table(
    "O*NET Skills or Knowledge",
    *(CODE, "Element ID", "Scale ID", "Data Value", "Recommend Suppress", "Not Relevant"),
    optional=("Element Name",),
)
_TASKS = table("O*NET Task Statements", CODE, "Task ID", "Task", "Task Type")
_TOOLS = table("O*NET Tools Used", CODE, "Example", "Commodity Code", optional=("Commodity Title",))
_TECHNOLOGY = table(
    "O*NET Technology Skills",
    *(CODE, "Example", "Commodity Code", "Hot Technology", "In Demand"),
    optional=("Commodity Title",),
)
_MAKERS = (
    (OCCUPATIONS, occupations),
    (JOB_ZONES, job_zones),
    (_TITLES, titles),
    (_REPORTED, titles),
    (_RELATED, related),
    (_RATINGS, ratings),
    (_TASKS, tasks),
    (_TOOLS, tools),
    (_TECHNOLOGY, tools),
)

DATASET = Dataset(
    name="onet",
    label="O*NET database",
    publisher="US Department of Labor, Employment and Training Administration",
    licence=CC_BY,
    attribution=ATTRIBUTION,
    tables=tuple(kind for kind, _ in _MAKERS),
    release=one_release(
        Release("29.2", "2025-02-01", "onet-29-2", "https://www.onetcenter.org/database.html")
    ),
    statements=from_tables({kind.name: (kind, make) for kind, make in _MAKERS}),
)
