"""The letters of training: what each is called, its subject, and its first words until the office changes them.

What triggers a letter is code, how many days before is a rule, the wording is the office's. Pure.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from partnership.refusals import Refusal

# What the office may write in braces, and what stands for it in the preview.
KNOWN = {
    "name": "Priya Thornwell", "course": "Working with fathers", "day": "Wednesday 19 November 2025",
    "hours": "9:30am to 4pm", "place": "Harrow Lane Centre",
}  # fmt: skip
BRACES = re.compile(r"\{([^{}]*)\}")
LEARNER, MANAGER = "the learner", "the line manager"


@dataclass(frozen=True)
class Wording:
    """One letter: to whom, its subject, its first words, and the calendar method that travels with it."""

    key: str
    name: str
    to: str
    subject: str
    words: str
    method: str = ""


_ALL = (
    Wording("booked", "A place is booked", LEARNER, "Your place: {course}, {day}", "You have a place.", "REQUEST"),
    Wording("waiting", "On the waiting list", LEARNER, "Waiting list: {course}, {day}",
            "You are on the waiting list. We write as soon as a place is offered to you."),
    Wording("offered", "A place is offered", LEARNER, "A place for you: {course}, {day}",
            "A place has become free and is held for you. Take it, or let it go so that somebody else can come."),
    Wording("offer_lapsed", "An offer ran out", LEARNER, "The offer has run out: {course}, {day}",
            "The place we held for you has gone to the next on the list. You are no longer on it."),
    Wording("not_placed", "No place became free", LEARNER, "No place became free: {course}, {day}",
            "You were on the waiting list until the event began, and no place became free. Choose another date."),
    Wording("awaiting", "A booking waits for approval", LEARNER, "Waiting for approval: {course}, {day}",
            "We have asked for approval and write as soon as there is an answer."),
    Wording("declined", "A booking is not approved", LEARNER, "Not approved: {course}, {day}",
            "Your booking was not approved."),
    Wording("lapsed", "A request for approval lapsed", LEARNER, "No answer: {course}, {day}",
            "Nobody approved your booking in time, so it has lapsed. You can ask again."),
    Wording("approve", "A booking is to be approved", MANAGER, "Please approve: {name}, {course}, {day}",
            "{name} would like to take this course and names you as line manager. Open the page and say yes or no."),
    Wording("approve_again", "A reminder to approve", MANAGER, "Still waiting for you: {name}, {course}, {day}",
            "{name} is still waiting for your answer."),
    Wording("manager_booked", "A copy for the line manager", MANAGER, "Booked: {name}, {course}, {day}",
            "{name} has booked this course and names you as line manager. You need do nothing."),
    Wording("manager_cancelled", "A cancellation, for the line manager", MANAGER, "Cancelled: {name}, {course}, {day}",
            "{name} does not come to this course."),
    Wording("changed", "An event has changed", LEARNER, "Changed: {course}, {day}",
            "Something about this event has changed. Your place stays yours; cancel it if the change does not suit.",
            "REQUEST"),
    Wording("changed_waiting", "An event one waits for has changed", LEARNER, "Changed: {course}, {day}",
            "Something about the event you are waiting for has changed."),
    Wording("cancelled", "A place is cancelled", LEARNER, "Cancelled: {course}, {day}",
            "Your booking is cancelled.", "CANCEL"),
    Wording("given", "A place goes to a colleague", LEARNER, "Your place goes to a colleague: {course}, {day}",
            "A colleague takes your place.", "CANCEL"),
    Wording("moved", "A place is moved to another date", LEARNER, "Moved: {course}, {day}",
            "This booking has moved to another date. The new one comes in a letter of its own.", "CANCEL"),
    Wording("called_off", "An event is cancelled", LEARNER, "Cancelled by us: {course}, {day}",
            "We are sorry: this event does not take place. Nothing is charged, and you choose first among other dates.",
            "CANCEL"),
    Wording("remind_first", "First reminder", LEARNER, "Soon: {course}, {day}",
            "You have a place. If you cannot come, cancel now: somebody else is waiting."),
    Wording("remind_again", "Second reminder, with how to join", LEARNER, "How to get there: {course}, {day}",
            "We look forward to seeing you."),
    Wording("released", "Seats reserved are free again", LEARNER, "Seats released: {course}, {day}",
            "The seats you held without names are free for others now."),
    Wording("new_date", "A new date of a course", LEARNER, "A new date: {course}, {day}",
            "You asked to be told when there is a date."),
    Wording("certificate", "A certificate is ready", LEARNER, "Your certificate: {course}",
            "You have attended this course. Sign in and open the booking: your certificate is there as a PDF."),
    Wording("certificate_revoked", "A certificate is taken back", LEARNER, "Certificate taken back: {course}",
            "Your certificate of this course counts no longer."),
    Wording("certificate_ends", "A certificate runs out", LEARNER, "Soon out of date: {course}",
            "Your certificate of this course is about to run out. Book a new date in time."),
    Wording("certificate_ends_lead", "A certificate runs out, for the lead", MANAGER,
            "Soon out of date: {name}, {course}", "The certificate of {name} is about to run out."),
    Wording("evaluate_before", "Questions before an event", LEARNER, "Before you come: {course}, {day}",
            "Say what you need and what you can already do, so that the trainer can meet you where you are. "
            "Afterwards we ask the same again: only so can anybody know what a course changes."),
    Wording("evaluate_after", "Questions directly after an event", LEARNER, "How was it? {course}, {day}",
            "Thank you for coming. Answer a few questions; if you attended in full, your certificate comes with it."),
    Wording("evaluate_later", "Questions three and six months later", LEARNER, "Some time later: {course}, {day}",
            "Some time has passed since this course. Has it changed how you work? Saying “no” helps as much as “yes”."),
    Wording("evaluate_manager", "Questions to the line manager", MANAGER, "Has it made a difference? {name}, {course}",
            "{name} took this course some months ago. You see the work: has it changed? {name} does not read "
            "your answer; it is shown only together with those of others."),
    Wording("evaluate_again", "A reminder to answer questions", LEARNER, "Still open: questions about {course}, {day}",
            "You have not answered yet. We write twice at most."),
    Wording("evaluate_manager_again", "A reminder to the line manager", MANAGER, "Still open: {name}, {course}",
            "We have no answer from you yet. We write twice at most."),
    Wording("charge", "A charge is proposed", MANAGER, "Charge: {name}, {course}, {day}",
            "A charge is proposed for your organisation. If there was a good reason, say so on the page below."),
)  # fmt: skip
WORDINGS: dict[str, Wording] = {each.key: each for each in _ALL}


def refuse_unknown(text: str) -> None:
    """Refusal when a text holds something in braces that no letter can fill in."""
    wrong = [word for word in BRACES.findall(text) if word not in KNOWN]
    if wrong:
        known = ", ".join(f"{{{word}}}" for word in KNOWN)
        raise Refusal(f"No letter knows “{{{wrong[0]}}}”. In braces may stand: {known}.")


def filled(text: str, facts: Mapping[str, str]) -> str:
    """The text with what stands in braces filled in; what is not known stays as it is."""
    return BRACES.sub(lambda found: facts.get(found[1], found[0]), text)
