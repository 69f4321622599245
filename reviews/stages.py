"""The stages of a case review, and the one table of legal moves between them. Pure. Handbook 9."""

from dataclasses import dataclass
from enum import StrEnum


class Stage(StrEnum):
    """Where the work on a case stands."""

    REFERRED = "referred"
    CRITERIA_MET = "criteria_met"
    CRITERIA_NOT_MET = "criteria_not_met"
    NOTIFIED = "notified"
    RAPID_REVIEWED = "rapid_reviewed"
    RESPONDED = "responded"
    COMMISSIONED = "commissioned"
    DRAFTING = "drafting"
    SIGNED = "signed"
    COPIED = "copied"
    PUBLISHED = "published"
    IMPROVEMENTS = "improvements"
    ACTING = "acting"
    IMPACT_REVIEWED = "impact_reviewed"
    CLOSED = "closed"


STAGE_WORDS = {
    Stage.REFERRED: "Referred for consideration",
    Stage.CRITERIA_MET: "Criteria met, to be notified",
    Stage.CRITERIA_NOT_MET: "Criteria not met",
    Stage.NOTIFIED: "Notified, rapid review under way",
    Stage.RAPID_REVIEWED: "Rapid review sent to the Panel",
    Stage.RESPONDED: "The Panel has responded",
    Stage.COMMISSIONED: "Review commissioned",
    Stage.DRAFTING: "Report being written",
    Stage.SIGNED: "Signed by the three partners",
    Stage.COPIED: "Copied to the Panel and the DfE",
    Stage.PUBLISHED: "Published",
    Stage.IMPROVEMENTS: "Improvements published instead",
    Stage.ACTING: "Actions under way",
    Stage.IMPACT_REVIEWED: "Impact reviewed",
    Stage.CLOSED: "Closed",
}
LIVING = frozenset(Stage) - {Stage.CLOSED}


class Decision(StrEnum):
    """What a rapid review decides (handbook 3.2, 9)."""

    LOCAL_REVIEW = "local_review"
    OTHER_LEARNING = "other_learning"
    NONE = "none"


DECISION_WORDS = {
    Decision.LOCAL_REVIEW: "A local child safeguarding practice review",
    Decision.OTHER_LEARNING: "Other learning, such as a partnership review",
    Decision.NONE: "No further review: the rapid review has the learning",
}


@dataclass(frozen=True)
class Move:
    """One legal move: its key, the words of its button and of its history, where it begins and where it leads."""

    key: str
    words: str
    past: str
    begins: frozenset[Stage]
    ends: frozenset[Stage]


def _move(key: str, words: str, past: str, begins: set[Stage], *ends: Stage) -> Move:
    return Move(key, words, past, frozenset(begins), frozenset(ends))


S = Stage
MOVES: dict[str, Move] = {
    move.key: move
    for move in (
        _move("decide_criteria", "Record what the partners decided", "The partners decided",
              {S.REFERRED}, S.CRITERIA_MET, S.CRITERIA_NOT_MET),
        _move("notify", "Record the notification", "Notified", {S.CRITERIA_MET}, S.NOTIFIED),
        _move("send_rapid_review", "Record that the rapid review was sent", "Rapid review sent",
              {S.NOTIFIED}, S.RAPID_REVIEWED),
        _move("record_response", "Record the Panel’s response", "The Panel responded", {S.RAPID_REVIEWED}, S.RESPONDED),
        _move("commission", "Commission the review", "Review commissioned",
              {S.CRITERIA_NOT_MET, S.RESPONDED}, S.COMMISSIONED),
        _move("begin_report", "Begin the report", "Report begun", {S.COMMISSIONED}, S.DRAFTING),
        _move("sign", "All three have signed", "Signed by all three", {S.DRAFTING}, S.SIGNED),
        _move("send_copy", "Record that copies were sent", "Copies sent", {S.SIGNED}, S.COPIED),
        _move("publish", "Publish", "Published", {S.COPIED}, S.PUBLISHED),
        _move("publish_improvements", "Publish the improvements instead", "Improvements published",
              {S.SIGNED, S.COPIED}, S.IMPROVEMENTS),
        _move("open_again", "Change the report again", "Report opened again", {S.SIGNED, S.COPIED}, S.DRAFTING),
        _move("follow_actions", "Go on to the actions", "Went on to the actions",
              {S.PUBLISHED, S.IMPROVEMENTS, S.RESPONDED, S.CRITERIA_NOT_MET}, S.ACTING),
        _move("review_impact", "Record the impact review", "Impact reviewed", {S.ACTING}, S.IMPACT_REVIEWED),
        _move("act_again", "Go back to the actions", "Went back to the actions", {S.IMPACT_REVIEWED}, S.ACTING),
        _move("close", "Close", "Closed", {S.IMPACT_REVIEWED, S.CRITERIA_NOT_MET}, S.CLOSED),
    )
}  # fmt: skip


def moves_from(stage: Stage) -> list[Move]:
    """The moves that may begin at a stage, in the order of the table."""
    return [move for move in MOVES.values() if stage in move.begins]


def why_not(key: str, stage: Stage) -> str:
    """Why a move may not begin at a stage, in a sentence that says what to do; empty when it may. KeyError: no move."""
    move = MOVES[key]
    if stage in move.begins:
        return ""
    begins = " or ".join(f"“{STAGE_WORDS[each]}”" for each in Stage if each in move.begins)
    return f"This case is “{STAGE_WORDS[stage]}”. “{move.words}” is for cases that are {begins}."
