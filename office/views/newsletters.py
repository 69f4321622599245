"""Newsletters: asked for, confirmed and left by anybody; written, looked at and sent by the office."""

from typing import Any

from allauth.core import ratelimit
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from office import drafts, markdown, page_words, signed_pages
from office import newsletters as house_newsletters
from office.asking import Done, ask
from office.forms.newsletters import AskForm, NewsletterForm
from office.lists import Column, Listing, answer
from office.models import Newsletter, Subscriber
from office.signed_pages import Signed
from partnership.access import public, require
from partnership.permissions import Permission
from partnership.refusals import Refusal

TOO_OFTEN = "The newsletter was asked for too often from here. Wait an hour, then try again."


@public
def newsletter(request: HttpRequest) -> HttpResponse:
    """Ask for the newsletter."""
    form = AskForm(request.POST or None)
    if form.is_valid():
        if ratelimit.consume(request, action="newsletter"):
            house_newsletters.ask(email=form.cleaned_data["email"], at=timezone.now())
            return render(request, "office/newsletter_done.html", {"done": "asked"})
        form.add_error(None, TOO_OFTEN)
    return render(request, "office/newsletter.html", {"form": form})


@public
@signed_pages.opens
def confirm_newsletter(request: HttpRequest, signed: Signed) -> HttpResponse:
    """The button by which the owner of an address confirms."""
    if request.method != "POST":
        return render(request, "office/confirm_newsletter.html")
    try:
        house_newsletters.confirm(pk=signed.thing or 0, at=timezone.now())
    except Refusal as refusal:
        return render(request, "office/link_refused.html", {"sentence": refusal.sentence}, status=410)
    return render(request, "office/newsletter_done.html", {"done": "confirmed"})


@public
@csrf_exempt
@signed_pages.opens
def leave_newsletter(request: HttpRequest, signed: Signed) -> HttpResponse:
    """Leave by a button; a mail program's own button posts here without a form of ours (RFC 8058)."""
    if request.method != "POST":
        gone = not Subscriber.objects.living().filter(pk=signed.thing).exists()
        return render(request, "office/leave_newsletter.html", {"gone": gone})
    house_newsletters.leave(pk=signed.thing or 0, at=timezone.now())
    return render(request, "office/newsletter_done.html", {"done": "left"})


COLUMNS = (
    Column("title", "Issue", leads=True, order=("title",), value=lambda row: row.title,
           cell=lambda row: format_html('<a href="{}">{}</a>', reverse("kept_newsletter", args=[row.pk]), row.title)),
    Column("state", "State", lambda row: row.get_state_display(), order=("state",)),
    Column("written_by", "Written by", lambda row: row.written_by.name),
    Column("sent_at", "Sent", lambda row: f"{timezone.localtime(row.sent_at):%-d %B %Y}" if row.sent_at else "",
           lambda row: timezone.localtime(row.sent_at).date() if row.sent_at else None, order=("sent_at",)),
    Column("reached", "Written to", lambda row: row.reached if row.sent_at else "", lambda row: row.reached,
           order=("reached",), numeric=True),
)  # fmt: skip


@require(Permission.KEEP_PAGES)
@require_safe
def kept_newsletters(request: HttpRequest) -> HttpResponse:
    """Every issue, and how many get it."""
    rows = Newsletter.objects.select_related("written_by")
    listing = Listing(request, rows, columns=COLUMNS, one="issue", many="issues", file_name="newsletters")
    return answer(request, "office/kept_newsletters.html", listing, subscribers=Subscriber.objects.living().count())


@require(Permission.KEEP_PAGES)
@require_safe
def kept_newsletter(request: HttpRequest, pk: int) -> HttpResponse:
    """One issue as its readers see it, and what can be done with it."""
    issue = get_object_or_404(Newsletter.objects.select_related("written_by", "sent_by"), pk=pk)
    html = markdown.to_html(page_words.filled(issue.body, on=timezone.localdate()))
    context = {"issue": issue, "html": html, "subscribers": Subscriber.objects.living().count()}
    return render(request, "office/kept_newsletter.html", context)


@require(Permission.KEEP_PAGES)
@never_cache
def write_newsletter(request: HttpRequest) -> HttpResponse:
    """A new issue."""
    key = house_newsletters.NEW
    draft = drafts.of(request.user, form=house_newsletters.FORM, record=key)
    form = NewsletterForm(request.POST or None, record_key=key, values={}, draft=draft)

    def write(given: dict[str, Any]) -> Done:
        given.pop("mark")
        made = house_newsletters.write(by=request.user, at=timezone.now(), **given)
        return Done("It is kept. Nobody gets it until you send it.", reverse("kept_newsletter", args=[made.pk]))

    return ask(request, "office/write_newsletter.html", form, write)


@require(Permission.KEEP_PAGES)
@never_cache
def change_newsletter(request: HttpRequest, pk: int) -> HttpResponse:
    """Other words for an issue that was not sent."""
    issue, key = get_object_or_404(Newsletter, pk=pk), str(pk)
    draft = drafts.of(request.user, form=house_newsletters.FORM, record=key)
    values = house_newsletters.values_of(issue)
    form = NewsletterForm(request.POST or None, record_key=key, values=values, draft=draft)

    def change(given: dict[str, Any]) -> Done:
        house_newsletters.change(issue=issue, by=request.user, at=timezone.now(), **given)
        return Done("It is kept.", reverse("kept_newsletter", args=[pk]))

    return ask(request, "office/write_newsletter.html", form, change, issue=issue)


@require(Permission.KEEP_PAGES)
def send_newsletter(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask whether to send it, and send it."""
    issue = get_object_or_404(Newsletter, pk=pk)
    if request.method == "POST":
        try:
            house_newsletters.send(issue=issue, by=request.user, at=timezone.now())
        except Refusal as refusal:
            return _ask_to_send(request, issue, refusal.sentence)
        messages.success(request, "It is on its way. The letters are written now, and posted one after another.")
        return redirect("kept_newsletter", pk=pk)
    return _ask_to_send(request, issue)


def _ask_to_send(request: HttpRequest, issue: Newsletter, refused: str = "") -> HttpResponse:
    context = {"issue": issue, "refused": refused, "subscribers": Subscriber.objects.living().count()}
    return render(request, "office/send_newsletter.html", context)
