"""The office reads what was written in words before anybody else does: shows it, or keeps it back."""

from datetime import datetime

from django.db import transaction

from partnership import trail
from partnership.access import check
from partnership.models import Person
from partnership.permissions import Permission
from partnership.refusals import Refusal
from training.models import Remark


def decide(*, remark: Remark, show: bool, by: Person, at: datetime) -> Remark:
    """Show a remark, or keep it back; Refusal when its state is not the one that was seen: a colleague was quicker."""
    check(by, Permission.KEEP_CATALOGUE)
    state = Remark.State.SHOWN if show else Remark.State.KEPT_BACK
    with transaction.atomic():
        known = Remark.objects.select_for_update(of=("self",)).select_related("evaluation").get(pk=remark.pk)
        if known.state != remark.state:
            raise Refusal(f"A colleague has read it meanwhile: {known.get_state_display().lower()}.")
        known.state, known.decided_by, known.decided_at = state, by, at
        known.save(update_fields=["state", "decided_by", "decided_at"])
        trail.leave("remark read", by=by, about=known.evaluation, remark=str(known.pk), state=str(state))
    return known
