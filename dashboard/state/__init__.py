"""What all pages share: the graph, the address, the user's profile, inputs and running queries.

Nothing here knows how an answer is shown: no tables, charts, graph drawings or editors.
"""

from dashboard.state.addresses import (
    PRINT,
    expand_slug,
    has_page,
    is_print_version,
    pack_query,
    record_link,
    record_links,
    record_url,
    show_record_link,
    slug,
    unpack_query,
    web_link,
    web_url,
)
from dashboard.state.errors import BROKEN, in_plain_words, report_errors
from dashboard.state.execution import (
    MAX_ROWS,
    MAX_SECONDS,
    THIS_GRAPH,
    Outcome,
    Refused,
    forget_outcome,
    last_outcome,
    query_targets,
    run_query,
    session_worker,
)
from dashboard.state.inputs import (
    choose,
    choose_option,
    choose_some,
    enter_number,
    enter_text,
    sync_widget,
)
from dashboard.state.markdown import DISPUTED, dispute_badge, escape, flagged
from dashboard.state.profile import restore_profile
from dashboard.state.session import (
    TTL,
    Named,
    all_records,
    ask,
    freeze_loaded,
    graph,
    members,
    viewing,
)
from dashboard.state.turns import in_turn

__all__ = [
    "BROKEN",
    "DISPUTED",
    "MAX_ROWS",
    "MAX_SECONDS",
    "PRINT",
    "THIS_GRAPH",
    "TTL",
    "Named",
    "Outcome",
    "Refused",
    "all_records",
    "ask",
    "choose",
    "choose_option",
    "choose_some",
    "dispute_badge",
    "enter_number",
    "enter_text",
    "escape",
    "expand_slug",
    "flagged",
    "forget_outcome",
    "freeze_loaded",
    "graph",
    "has_page",
    "in_plain_words",
    "in_turn",
    "is_print_version",
    "last_outcome",
    "members",
    "pack_query",
    "query_targets",
    "record_link",
    "record_links",
    "record_url",
    "report_errors",
    "restore_profile",
    "run_query",
    "session_worker",
    "show_record_link",
    "slug",
    "sync_widget",
    "unpack_query",
    "viewing",
    "web_link",
    "web_url",
]
