"""Nominations: written, sent in, returned and sent again, taken back; and the word a colleague adds."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.timezone import localdate

from commendations import findable, manners, moving, names, telling
from commendations.models import Category, Commendation, Support
from office import drafts, mailboxes, rules
from partnership import trail
from partnership.access import check
from partnership.models import Agency, Person
from partnership.permissions import Permission
from partnership.refusals import Refusal
from priorities import wording

NEW, AGAIN = "new_nomination", "nomination"
IN_TIME = timedelta(days=30)
MOST_SUPPORTERS = 5
CHILD = (
    "This seems to be about somebody under 18. Children and young people are thanked by those who know them, not on a "
    "public wall. You can thank the adult who stood by them."
)


@dataclass(frozen=True)
class Thanks:
    """What a nomination says, as its form gives it."""

    category: Category
    kind: str
    nominee_name: str
    nominee_role: str
    story: str
    difference: str
    words: str
    agencies: tuple[Agency, ...] = ()
    elsewhere: str = ""
    nominee_email: str = ""
    manager_email: str = ""
    supporters: tuple[Person, ...] = ()


PLAIN = ("category", "kind", "nominee_name", "nominee_role", "story", "difference", "words", "elsewhere",
         "nominee_email", "manager_email")  # fmt: skip


def thanks_from(given: Mapping[str, Any]) -> Thanks:
    """A nomination out of the clean values of a form, whatever else they hold."""
    several = ("agencies", "supporters")
    known = {k: tuple(v) if k in several else v for k, v in given.items() if k in Thanks.__dataclass_fields__}
    return Thanks(**known)


def nominate(*, by: Person, thanks: Thanks, at: datetime, typed_as: str | None = None) -> Commendation:
    """Send a nomination in. `typed_as` names its draft.

    Refusal for oneself, for a child, with unkind words, or when one person sends too many in 30 days.
    """
    check(by, Permission.NOMINATE)
    refuse_unfit(thanks, by=by)
    with transaction.atomic():
        # Under the lock of the writer: of fifty sent at once only as many come in as the rule allows.
        Person.objects.select_for_update().get(pk=by.pk)
        _refuse_flood(by=by, at=at)
        made = Commendation(nominated_by=by, nominated_at=at)
        write(made, thanks=thanks)
        moving.note(made, deed="nominate", by=by, at=at)
        _ask_supporters(made, people=thanks.supporters, by=by, at=at)
        telling.received(made, at=at)
        drafts.discard(by=by, form=NEW, record=typed_as)
        trail.leave("nominated", by=by, about=made, category=made.category_id)
    return made


def values_of(commendation: Commendation) -> dict[str, Any]:
    """What the form of change begins with and what its mark is made of."""
    plain = {name: getattr(commendation, name) for name in PLAIN if name != "category"}
    several = "\n".join(commendation.agencies.order_by("name").values_list("name", flat=True))
    return plain | {"category": str(commendation.category_id), "agencies": several}


def send_again(*, by: Person, commendation: Commendation, thanks: Thanks, mark: str, at: datetime) -> Commendation:
    """Send in again what was returned for more; only its writer does."""
    check(by, Permission.NOMINATE)
    refuse_unfit(thanks, by=by)
    with transaction.atomic():
        commendation = _own(commendation, by=by)
        drafts.refuse_stale(values_of(commendation), mark=mark)
        moving.move(commendation, deed="send_again", by=by, at=at)
        write(commendation, thanks=thanks)
        drafts.discard(by=by, form=AGAIN, record=str(commendation.pk))
        trail.leave("nomination sent again", by=by, about=commendation)
    return commendation


def withdraw(*, by: Person, commendation: Commendation, at: datetime) -> None:
    """Take one's own nomination back before it is decided."""
    check(by, Permission.NOMINATE)
    with transaction.atomic():
        commendation = _own(commendation, by=by)
        moving.move(commendation, deed="withdraw", by=by, at=at)
        # Nobody reads for nothing; marks that were given stay in the history.
        commendation.opinions.exclude(state="given").delete()
        findable.renew(commendation)
        trail.leave("nomination taken back", by=by, about=commendation)


def add_word(*, by: Person, support: Support, text: str, at: datetime) -> None:
    """Add one's own word to a colleague's nomination; Refusal once it is decided."""
    check(by, Permission.NOMINATE)
    wording.refuse_identifiers(text)
    refuse_unkind(text)
    with transaction.atomic():
        nomination = moving.locked(support.commendation)
        if support.by_id != by.pk:
            raise Refusal("Only whoever was asked adds a word here.")
        if nomination.ended:
            raise Refusal("This nomination is decided. Thank you all the same.")
        Support.objects.filter(pk=support.pk).update(text=text.strip(), given_at=at)
        trail.leave("word added", by=by, about=nomination)


def refuse_unfit(thanks: Thanks, *, by: Person | None) -> None:
    """Refusal for what no nomination may say, whoever sends it; `by` is None for somebody outside."""
    texts = (thanks.nominee_name, thanks.nominee_role, thanks.elsewhere, thanks.story, thanks.difference, thanks.words)
    wording.refuse_identifiers(*texts)
    refuse_unkind(*texts)
    if not all(text.strip() for text in (thanks.nominee_name, thanks.nominee_role, thanks.story, thanks.difference)):
        raise Refusal("Say who it is, what they do, what they did, and what difference it made.")
    if names.is_of_a_child(thanks.nominee_name, thanks.nominee_role):
        raise Refusal(CHILD)
    if thanks.nominee_email and mailboxes.tidy(thanks.nominee_email) == mailboxes.tidy(thanks.manager_email):
        raise Refusal("The person and the manager have the same address here. Each is asked; check the two addresses.")
    if by is not None and _is_oneself(thanks, by=by):
        raise Refusal("Nobody nominates themselves. Ask a colleague who saw it, or thank somebody who helped you.")


def refuse_unkind(*texts: str) -> None:
    """Refusal when a text holds a word nobody is thanked with."""
    for text in texts:
        if sentence := manners.unkind_sentence(text):
            raise Refusal(sentence)


def write(commendation: Commendation, *, thanks: Thanks) -> None:
    """Write what the form gave; whom we know by the address is named."""
    for name in PLAIN:
        value = getattr(thanks, name)
        setattr(commendation, name, value.strip() if isinstance(value, str) else value)
    for name in ("nominee_email", "manager_email"):
        setattr(commendation, name, mailboxes.tidy(getattr(commendation, name)))
    commendation.nominee_person = person_of(commendation.nominee_email)
    commendation.save()
    commendation.agencies.set(thanks.agencies)
    findable.renew(commendation)


def person_of(email: str) -> Person | None:
    """Who has this address among us."""
    return Person.objects.current().filter(email=mailboxes.tidy(email)).first() if email else None


def _is_oneself(thanks: Thanks, *, by: Person) -> bool:
    if thanks.nominee_email and mailboxes.tidy(thanks.nominee_email) == by.email:
        return True
    if thanks.kind != Commendation.Kind.PERSON or not names.same(thanks.nominee_name, by.name):
        return False
    # A namesake in another agency is somebody else.
    own = set(by.memberships.values_list("agency", flat=True))
    return not thanks.agencies or bool(own & {agency.pk for agency in thanks.agencies})


def _refuse_flood(*, by: Person, at: datetime) -> None:
    most = rules.value("commendations.most_from_one", on=localdate(at))
    sent = Commendation.objects.filter(nominated_by=by, nominated_at__gt=at - IN_TIME).order_by("nominated_at")
    if sent.count() >= most:
        again = localdate(sent[sent.count() - most].nominated_at + IN_TIME) + timedelta(days=1)
        raise Refusal(
            f"You have sent {most} nominations in 30 days, which is the most from one person. "
            f"Keep this one as a draft and send it from {again.day} {again:%B} on."
        )


def _ask_supporters(commendation: Commendation, *, people: Iterable[Person], by: Person, at: datetime) -> None:
    asked = {person.pk: person for person in people if person.pk not in (by.pk, commendation.nominee_person_id)}
    for person in list(asked.values())[:MOST_SUPPORTERS]:
        Support.objects.create(commendation=commendation, by=person, asked_at=at)
        telling.ask_supporter(commendation, person=person, asker=by, at=at)


def _own(commendation: Commendation, *, by: Person) -> Commendation:
    commendation = moving.locked(commendation)
    if commendation.nominated_by_id != by.pk:
        raise Refusal("Only whoever wrote a nomination changes it or takes it back.")
    return commendation
