"""The line manager somebody names: who counts, who does not, and who approves when an address proves nothing.

Line manager details are mandatory (handbook 2.1); a childminder or self-employed person names him- or herself, a foster
carer the supervising social worker. An address anybody could have made up must not approve anything.
"""

from dataclasses import dataclass
from datetime import date

from office import mailboxes
from partnership.models import Agency, Person
from partnership.refusals import Refusal
from training.models import Booking

ALONE = (Agency.Kind.INDEPENDENT, Agency.Kind.EARLY_YEARS)


@dataclass(frozen=True)
class Manager:
    """Whom the portal tells and asks; `trusted` when the address can only belong to who it says."""

    name: str
    email: str
    trusted: bool


def settle(*, person: Person, agency: Agency, instead: str, name: str, email: str, on: date) -> Manager:
    """Who is told and asked about a booking; Refusal says what is wrong with what was given."""
    if instead == Booking.Instead.SELF:
        return Manager(person.name, person.email, agency.kind in ALONE)
    name, email = " ".join(name.split()), mailboxes.tidy(email)
    if not name or not email:
        raise Refusal("Say who your line manager is, with name and e-mail address: he or she is told of your booking.")
    if email == person.email:
        raise Refusal(
            "You cannot be your own line manager. If you are self-employed or a childminder, say so above instead."
        )
    if mailboxes.is_shared(email):
        raise Refusal(
            f"{email} looks like a mailbox that several people read. Give the address only your line manager reads."
        )
    return Manager(name, email, _known(email, agency, instead, on))


def _known(email: str, agency: Agency, instead: str, on: date) -> bool:
    domain = mailboxes.domain_of(email)
    if domain in _domains(agency):
        return True
    if (
        instead == Booking.Instead.FOSTER
        and Agency.objects.active(on).filter(email_domains__contains=[domain]).exists()
    ):
        return True
    return Person.objects.current().filter(email=email).exists()


def _domains(agency: Agency | None) -> set[str]:
    """The domains of an agency and of those above it."""
    found: set[str] = set()
    while agency is not None:
        found |= set(agency.email_domains)
        agency = agency.parent
    return found
