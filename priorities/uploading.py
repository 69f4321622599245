"""Actions from a table: every row is read and judged first; one fault, and nothing of the file is kept."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.timezone import localdate

from office.tables_in import Fault, Unfit, Wanted
from partnership import identifiers
from partnership.access import can, check
from partnership.models import Agency, Person
from partnership.permissions import Permission
from partnership.refusals import Refusal
from priorities import actions, hands
from priorities.models import Action, Priority, Theme
from priorities.progress import STRENGTH_WORDS

DAY_FORMS = ("%Y-%m-%d", "%d/%m/%Y", "%d.%m.%Y", "%d %B %Y", "%d %b %Y")
STRENGTHS = {words.lower(): each.value for each, words in STRENGTH_WORDS.items()}
URGENCIES = {str(label).lower(): value for value, label in Action.Urgency.choices}


def columns(*, on: date) -> tuple[Wanted, ...]:
    """The columns a file may have; agencies, priorities and themes are those of the day."""
    agencies = {each.name.lower(): each for each in Agency.objects.active(on)}
    priorities = {each.name.lower(): each for each in Priority.objects.all()}
    themes = {each.name.lower(): each for each in Theme.objects.all()}
    return (
        Wanted("text", "Action", also=("What will be different",), read=lambda cell: _words(cell, 1000)),
        Wanted("measure_text", "Measure", also=("How we shall see it",), read=lambda cell: _words(cell, 600)),
        Wanted("owner_agency", "Agency", also=("Owner agency",), read=lambda cell: _one_of(cell, agencies, "agency")),
        Wanted("owner", "Owner", also=("Owner or post", "Post"), read=_owner),
        Wanted("due_on", "Due", also=("Due date", "Deadline"), read=_day_of),
        Wanted("strength", "Strength", read=lambda cell: _one_of(cell, STRENGTHS, "strength")),
        Wanted("urgency", "Urgency", needed=False, read=lambda cell: _one_of(cell, URGENCIES, "urgency")),
        Wanted("resource", "Resource", needed=False, read=lambda cell: _words(cell, 300)),
        Wanted("priorities", "Priorities", also=("Priority",), needed=False,
               read=lambda cell: _several(cell, priorities, "priority")),
        Wanted("themes", "Themes", also=("Theme",), needed=False, read=lambda cell: _several(cell, themes, "theme")),
    )  # fmt: skip


def faults_of(rows: Mapping[int, Mapping[str, Any]], *, by: Person, on: date) -> list[Fault]:
    """What a row says that cannot be, though each cell can be read; rows by their number in the file."""
    found = []
    for number, row in rows.items():
        agency, owner = row["owner_agency"], row["owner"]
        if not can(by, Permission.OWN_ACTIONS, agency=agency):
            found.append(
                Fault(number, "Agency", f"You do not answer for {agency}.", "Send only your agency's actions.")
            )
        if row["due_on"] < on:
            found.append(Fault(number, "Due", "The date has passed.", f"Write {on:%-d %B %Y} or later."))
        if isinstance(owner, Person) and not hands.belongs(owner, agency, on=on):
            found.append(Fault(number, "Owner", f"{owner} does not work for {agency} any more.",
                               "Name somebody who does, or a post."))  # fmt: skip
    return found


def take_in(*, by: Person, rows: Mapping[int, Mapping[str, Any]], at: datetime) -> list[Action]:
    """Propose an action for each row, all or none; Refusal when a row cannot be."""
    check_any(by=by)
    if faults := faults_of(rows, by=by, on=localdate(at)):
        raise Refusal(f"Row {faults[0].row}: {faults[0].what} Nothing was taken in.")
    with transaction.atomic():
        return [actions.propose(promise=_promise(row), by=by, at=at) for row in rows.values()]


def check_any(*, by: Person) -> None:
    """Whoever may propose for some agency; each row is then asked of its own agency by its verb."""
    agency = by.acting_for
    check(by, Permission.OWN_ACTIONS, agency=agency)


def _promise(row: Mapping[str, Any]) -> actions.Promise:
    owner = row["owner"]
    given = {name: value for name, value in row.items() if value != "" and name != "owner"}
    given |= {"owner_person": owner} if isinstance(owner, Person) else {"owner_role": owner}
    return actions.promise_from(given)


def _words(cell: str, most: int) -> str:
    if len(cell) > most:
        raise Unfit(f"This has {len(cell):,} characters; {most:,} are the most.", "Shorten it.")
    if identifiers.find(cell):
        raise Unfit("This may name a child.", "Take out numbers, dates of birth, postcodes and initials.")
    return cell


def _one_of(cell: str, known: Mapping[str, Any], what: str) -> Any:
    if cell.lower() not in known:
        raise Unfit(f"There is no {what} “{cell[:60]}”.", f"Write one of: {_offer(known)}.")
    return known[cell.lower()]


def _several(cell: str, known: Mapping[str, Any], what: str) -> tuple[Any, ...]:
    """Several names parted by semicolons; names hold commas themselves."""
    return tuple(_one_of(name.strip(), known, what) for name in cell.split(";") if name.strip())


def _offer(known: Mapping[str, Any]) -> str:
    names = [str(getattr(thing, "name", key)) for key, thing in known.items()]
    return "; ".join(names[:24]) + ("; and others" if len(names) > 24 else "")


def _owner(cell: str) -> Person | str:
    if "@" not in cell:
        return cell[:120]
    person = Person.objects.current().filter(email=cell.strip().lower()).first()
    if person is None:
        raise Unfit("Nobody with an account here has this e-mail address.", "Correct it, or write a post.")
    return person


def _day_of(cell: str) -> date:
    for form in DAY_FORMS:
        try:
            return datetime.strptime(cell, form).date()  # noqa: DTZ007 - a day has no zone
        except ValueError:
            continue
    raise Unfit(f"“{cell[:30]}” is no date.", "Write it as 27/03/2027.")
