"""Jobs of training: offers that run out, places left over, approvals, reminders, questions, batches of certificates."""

from datetime import timedelta

from celery import shared_task
from django.utils import timezone

from office import made_files, rules
from training import approving, certificate_batches, certificates, elearning, exports, forgetting, needs, reminding
from training import waiting_list as waits
from training.evaluation import asking
from training.evaluation import forgetting as answers
from training.models import CertificateBatch

# Longer than ten certificates take on the slowest machine: so often a batch says that it lives.
LEFT_LYING = timedelta(minutes=5)


@shared_task
def move_waiting_lists() -> None:
    """Let offers run out, end the wait for what has begun, then offer what is free to whoever is next."""
    with rules.read_once():
        waits.lapse_offers(at=timezone.now())
        waits.end_waiting(at=timezone.now())
        waits.leftover_places(at=timezone.now())


@shared_task
def remind_of_training() -> None:
    """The day's reminders, approvals that wait or lapse, seats without names, lists, certificates that run out."""
    with rules.read_once():
        now = timezone.now()
        reminding.release_reservations(at=now)
        approving.remind_and_lapse(at=now)
        reminding.remind(at=now)
        waits.leftover_places(at=now)
        exports.remind(at=now)
        certificates.remind(at=now)
        elearning.remind(at=now)
        elearning.remind_of_end(at=now)
        elearning.withdraw_late(at=now)
        needs.remind(at=now)


@shared_task
def evaluate_training() -> None:
    """The day's questions about training, reminders of them, and what is to be forgotten of answers and bookings."""
    with rules.read_once():
        now = timezone.now()
        asking.ask_before(at=now)
        asking.ask_later(at=now)
        asking.remind(at=now)
        answers.forget(at=now)
        forgetting.forget_needs(at=now)


@shared_task
def make_certificates(pk: int) -> None:
    """Make one batch of certificates."""
    with rules.read_once():
        certificate_batches.make(pk, clock=timezone.now)


@shared_task
def pick_up_certificates() -> None:
    """Begin anew the batches left lying, and destroy those kept long enough."""
    now = timezone.now()
    for pk in made_files.lying(CertificateBatch, since=now - LEFT_LYING):
        make_certificates.delay(pk)
    made_files.forget(CertificateBatch, at=now)
