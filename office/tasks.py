"""Jobs of the desk: the post, the daily letter, reminders, forgetting."""

from celery import shared_task
from django.utils import timezone

from office import documents, dormancy, drafts, evidence, joining, letters, newsletters, pages, posting, tokens


@shared_task
def post_letters() -> None:
    """Post the letters that are due."""
    posting.post_due(at=timezone.now())


@shared_task
def gather_digests() -> None:
    """Make one letter for each person out of all that need not come at once."""
    posting.gather_digests(at=timezone.now())


@shared_task
def remind() -> None:
    """Remind of what is due at the desk."""
    tokens.remind_of_end(at=timezone.now())
    joining.remind(at=timezone.now())
    documents.remind(at=timezone.now())


@shared_task
def forget_letters() -> None:
    """Forget the words of letters kept long enough."""
    letters.forget(at=timezone.now())


@shared_task(autoretry_for=(evidence.ScannerAway,), retry_backoff=30, retry_backoff_max=600, max_retries=8)
def scan_evidence(pk: int) -> None:
    """Let a file out of quarantine, or refuse it; tried again while the scanner is away."""
    evidence.scan(pk=pk, at=timezone.now())


@shared_task
def scan_what_waits() -> None:
    """Scan what a dead worker or a scanner that was away has left in quarantine."""
    for pk in evidence.quarantined():
        scan_evidence.delay(pk)


@shared_task
def tidy_desk() -> None:
    """Forget drafts nobody came back to, files without a row, and accounts nobody uses."""
    now = timezone.now()
    drafts.forget_old(at=now)
    newsletters.forget_unconfirmed(at=now)
    evidence.sweep(at=now)
    dormancy.warn_and_close(at=now)


@shared_task
def send_newsletters() -> None:
    """Write the letters of newsletters that are being sent."""
    newsletters.write_letters(at=timezone.now())


@shared_task
def show_pages() -> None:
    """Let search know of pages whose hour has come."""
    pages.renew_all(at=timezone.now())
