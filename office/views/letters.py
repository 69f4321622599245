"""The kept letters: the list, one letter, its HTML by itself; and the page on which a person stops reminders."""

from csp.constants import NONE, SELF, UNSAFE_INLINE
from csp.decorators import csp_replace, csp_update
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_safe

from office import letters as post
from office import lists, pdf, signed_pages
from office.filters import LetterChoices
from office.lists import Column
from office.models import Letter
from office.signed_pages import Signed
from partnership.access import public, require
from partnership.models import Person
from partnership.permissions import Permission

# The frame runs no script, loads nothing and sends nothing; only the letter's own style counts.
BY_ITSELF = {
    **{directive: [NONE] for directive in ("default-src", "script-src", "img-src", "connect-src", "form-action")},
    "style-src": [UNSAFE_INLINE],
    "sandbox": [""],
    "frame-ancestors": [SELF],
}
HIDDEN = "This letter holds a code. It is not shown, and is forgotten once the letter is sent."


def _subject(letter: Letter) -> str:
    return "A code" if _is_hidden(letter) else letter.subject


def _title(letter: Letter) -> str:
    return format_html(
        '<a href="{}">{}</a>', reverse("letter", args=[letter.pk]), _subject(letter) or "Words forgotten"
    )


COLUMNS = [
    Column("subject", "Letter", _title, value=_subject, order=("subject",), leads=True),
    Column("to", "To", lambda letter: letter.to_address, order=("to_address",)),
    Column("topic", "About", lambda letter: letter.get_topic_display(), order=("topic",)),
    Column("written", "Written", lambda letter: letter.written_at, order=("written_at",)),
    Column("state", "What became of it", lambda letter: letter.get_state_display(), order=("state",)),
    Column("trouble", "Trouble", lambda letter: letter.trouble, file_only=True),
]


@require(Permission.READ_LETTERS)
@require_safe
def letters(request: HttpRequest) -> HttpResponse:
    """All letters, the latest first."""
    listing = lists.Listing(
        request,
        Letter.objects.visible_to(request.user).for_list(),
        columns=COLUMNS,
        choices=LetterChoices,
        one="letter",
        many="letters",
        file_name="letters",
    )
    return lists.answer(request, "office/letters.html", listing, demo_mail=settings.DEMO)


@require(Permission.READ_LETTERS)
@require_safe
@csp_update({"frame-src": [SELF]})
def letter(request: HttpRequest, pk: int) -> HttpResponse:
    """One letter: to whom, what became of it, plain text and HTML."""
    kept = get_object_or_404(Letter.objects.visible_to(request.user).select_related("to", "gathered_into"), pk=pk)
    return render(
        request,
        "office/letter.html",
        {"letter": kept, "subject": _subject(kept), "hidden": HIDDEN if _is_hidden(kept) else ""},
    )


@require(Permission.READ_LETTERS)
@require_safe
@xframe_options_sameorigin
@csp_replace(BY_ITSELF)
def letter_html(request: HttpRequest, pk: int) -> HttpResponse:
    """The HTML of a letter by itself, in a sandbox: no script, no form, no picture from elsewhere."""
    kept = get_object_or_404(Letter.objects.visible_to(request.user), pk=pk)
    return HttpResponse(HIDDEN if _is_hidden(kept) else kept.html)


@require(Permission.READ_LETTERS)
@require_safe
def letter_pdf(request: HttpRequest, pk: int) -> HttpResponse:
    """The letter on paper, for a file or a post box: tagged, so that it can be read aloud."""
    kept = get_object_or_404(Letter.objects.visible_to(request.user).select_related("to"), pk=pk)
    if _is_hidden(kept) or not kept.text:
        raise Http404
    made = pdf.make("office/letter_pdf.html", {"letter": kept}, request=request)
    return pdf.answer(made, name=f"letter-{kept.pk}")


@public
@signed_pages.opens
def stop_reminders(request: HttpRequest, signed: Signed) -> HttpResponse:
    """Stop reminders by letter; the link stands at the foot of each."""
    person = get_object_or_404(Person.objects.current(), pk=signed.person)
    if request.method == "POST":
        post.stop_topic(by=person, topic=Letter.Topic.REMINDER, at=timezone.now())
        messages.success(request, "You will get no more reminders by e-mail. What waits for you is on your front page.")
        return redirect("front")
    return render(request, "office/stop_reminders.html")


def _is_hidden(kept: Letter) -> bool:
    return kept.secret and not settings.DEMO
