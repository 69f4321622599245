"""The way of a multi-agency audit: its phases, and the one table of moves between them. Pure. Handbook 8."""

from enum import StrEnum

from audits.moves import Move, table


class Phase(StrEnum):
    """Where an audit stands."""

    PLANNED = "planned"
    ANSWERING = "answering"
    MODERATING = "moderating"
    REPORTING = "reporting"
    FINISHED = "finished"
    ABANDONED = "abandoned"


PHASE_WORDS = {
    Phase.PLANNED: "Being planned",
    Phase.ANSWERING: "Agencies are answering",
    Phase.MODERATING: "With the panel",
    Phase.REPORTING: "Report being written",
    Phase.FINISHED: "Finished",
    Phase.ABANDONED: "Given up",
}
LIVING = frozenset(Phase) - {Phase.FINISHED, Phase.ABANDONED}
# Once open it is never sealed again: what has been read cannot be unread.
UNSEALED = frozenset({Phase.MODERATING, Phase.REPORTING, Phase.FINISHED})


MOVES = table(
    Move("plan", "Planned", (), Phase.PLANNED),
    Move("open", "Agencies were asked", (Phase.PLANNED,), Phase.ANSWERING),
    Move("unseal", "All answers were in: the seal was broken", (Phase.ANSWERING,), Phase.MODERATING),
    Move("close_without", "Answering closed without some agencies", (Phase.ANSWERING,), Phase.MODERATING, True),
    Move("conclude", "Every case has an agreed grade", (Phase.MODERATING,), Phase.REPORTING),
    Move("moderate_again", "Given back to the panel", (Phase.REPORTING,), Phase.MODERATING, True),
    Move("finish", "Report finished", (Phase.REPORTING,), Phase.FINISHED),
    Move("abandon", "Given up", (Phase.PLANNED, Phase.ANSWERING, Phase.MODERATING, Phase.REPORTING),
         Phase.ABANDONED, True),
)  # fmt: skip


def why_not(key: str, phase: str) -> str:
    """Why a move may not begin in a phase, as a sentence; empty when it may. KeyError for no such move."""
    if phase in MOVES[key].begins:
        return ""
    return f"This audit is “{PHASE_WORDS[Phase(phase)].lower()}”; that cannot be done now."
