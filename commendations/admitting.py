"""A nomination goes before the panel of a round, with the text a blind panel reads, and comes back from it."""

from datetime import datetime

from django.db import transaction
from django.utils.timezone import localdate

from commendations import findable, manners, moving, names
from commendations.models import Commendation, Opinion, Round
from commendations.phases import Phase
from partnership import trail
from partnership.access import check
from partnership.models import Person
from partnership.permissions import Permission
from partnership.refusals import Refusal
from priorities import wording


def admit(
    *, by: Person, commendation: Commendation, to: Round, redacted_story: str, redacted_difference: str, at: datetime,
    ordinary: bool = False,
) -> Commendation:  # fmt: skip
    """Let a nomination go to the panel. For a blind round the text without names is stored and is all the panel reads.

    `ordinary` says that a word of a team's name in it is an everyday one and gives nobody away.
    Refusal when the round takes no more, or the redacted text is empty or still names the nominee.
    """
    check(by, Permission.KEEP_COMMENDATIONS)
    wording.refuse_identifiers(redacted_story, redacted_difference)
    with transaction.atomic():
        commendation = moving.locked(commendation)
        if not to.categories.filter(pk=commendation.category_id).exists():
            raise Refusal(f"“{to}” does not decide about “{commendation.category}”.")
        if to.phase(localdate(at)) not in (Phase.NOMINATE, Phase.SCREEN):
            raise Refusal(f"“{to}” takes no nominations now: {to.phase_words(localdate(at)).lower()}.")
        if to.blind:
            _refuse_named(commendation, redacted_story, redacted_difference, ordinary=ordinary)
        commendation.redacted_story, commendation.redacted_difference = (
            redacted_story.strip(),
            redacted_difference.strip(),
        )
        commendation.round = to
        moving.move(commendation, deed="admit", by=by, at=at)
        findable.renew(commendation)
        trail.leave("admitted to the panel", by=by, about=commendation, round=to.pk)
    return commendation


def take_out(*, by: Person, commendation: Commendation, reason: str, at: datetime) -> Commendation:
    """Take a nomination back from the panel: nobody reads it any more, and the office decides about it anew.

    Refusal once marks are given: what a panel thinks is not taken away from it.
    """
    check(by, Permission.KEEP_COMMENDATIONS)
    wording.refuse_identifiers(reason)
    with transaction.atomic():
        commendation = moving.locked(commendation)
        moving.refuse_illegal(commendation, deed="take_out")
        if commendation.opinions.filter(state=Opinion.State.GIVEN).exists():
            raise Refusal("Marks are given already. Let the panel finish, and decide then.")
        left = commendation.round_id
        # Conflicts stay: what stands between two people does so in every round.
        commendation.opinions.all().delete()
        commendation.round = None
        moving.move(commendation, deed="take_out", by=by, at=at, reason=reason.strip())
        findable.renew(commendation)
        trail.leave("taken back from the panel", by=by, about=commendation, round=left)
    return commendation


def _refuse_named(commendation: Commendation, *texts: str, ordinary: bool) -> None:
    """A blind text is there, and holds no part of the nominee's name of three letters or more, nor an agency's."""
    if not all(text.strip() for text in texts):
        raise Refusal("A blind panel reads only what you write here. Write both texts, without names.")
    plain = names.plain(" ".join(texts))
    name = names.plain(commendation.nominee_name).removeprefix("the ")
    whole = [commendation.nominee_name] if f" {name} " in f" {plain} " else []
    whole += [each.name for each in commendation.agencies.all() if names.plain(each.name) in plain]
    parts = [word for word in name.split() if len(word) > 2 and word in plain.split()]
    is_team = commendation.kind == Commendation.Kind.TEAM
    if whole or (parts and not is_team):
        raise Refusal(
            f"The text still says “{(parts or whole)[0]}”. Take it out, so that the panel does not know whom it reads "
            "about."
        )
    if parts and not ordinary:
        raise Refusal(
            f"The text still says “{parts[0]}”, as the name of the team does. Take it out, or tick that the word gives "
            "nobody away."
        )
    if any(manners.unkind_lines(text) for text in texts):
        raise Refusal("The text holds a word we cannot pass on.")
