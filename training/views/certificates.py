"""Certificates: the paper, the public page that proves one, and what the office does with them."""

from allauth.account.adapter import get_adapter
from django.contrib import messages
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from office import pdf
from office.lists import Column, Listing, answer
from partnership.access import can, public, require
from partnership.permissions import Permission
from partnership.refusals import Refusal
from training import certificate_papers, renewing
from training import certificates as verbs
from training.forms.certificates import CorrectForm, RevokeForm
from training.models import Booking, Certificate, Learning
from training.office_filters import CertificateChoices

# Certificates of commendation have shorter codes and a page of their own.
COMMENDED = 12
MOST_GUESSES, AN_HOUR = 20, 60 * 60
COLUMNS = (
    Column("name", "Name", lambda row: format_html(
        '<a href="{}">{}</a>', reverse("certificate_record", args=[row.pk]), row.name),
           lambda row: row.name, ("name",), leads=True),
    Column("course", "Course", lambda row: row.course, order=("course",)),
    Column("agency", "Agency", lambda row: row.booking.agency.name, order=("booking__agency__name",)),
    Column("taken", "Taken", lambda row: f"{row.taken_on:%-d %b %Y}", lambda row: row.taken_on, ("taken_on",)),
    Column("until", "Counts until", lambda row: f"{row.valid_until:%-d %b %Y}" if row.valid_until else "For good",
           lambda row: row.valid_until, ("valid_until",)),
    Column("state", "State", lambda row: "Taken back" if row.revoked_at else "Stands"),
    Column("code", "Code", lambda row: row.code, file_only=True),
    Column("hours", "CPD hours", lambda row: row.hours, file_only=True),
)  # fmt: skip


@public
@never_cache
@require_safe
def verify_certificate(request: HttpRequest, code: str) -> HttpResponse:
    """Whether a certificate is ours: name, course, day and until when it counts; nothing more, and no list of them."""
    if len(code) <= COMMENDED:
        return redirect("certificate_proof", code=code)
    known = Certificate.objects.filter(code=code.upper()).first() or _learning(code)
    if known is None and _guesses(request):
        return render(request, "training/verify_certificate.html", {"too_often": True}, status=429)
    context = {"certificate": known, "counts": bool(known and known.counts_on(timezone.localdate()))}
    return render(request, "training/verify_certificate.html", context, status=200 if known else 404)


def _learning(code: str) -> Learning | None:
    """E-learning that proves itself by a code of its own."""
    return Learning.objects.finished().select_related("person", "course").filter(code=code.upper()).first()


def _guesses(request: HttpRequest) -> bool:
    """Whether too many codes that nobody has were tried from one address within an hour."""
    key = f"certificate-guesses:{get_adapter().get_client_ip(request)}"
    cache.add(key, 0, AN_HOUR)
    return cache.incr(key) > MOST_GUESSES


@require(Permission.BOOK_PLACES)
@require_safe
def certificate_paper(request: HttpRequest, pk: int) -> HttpResponse:
    """The certificate on paper, for the learner, the agency's lead and the office."""
    thing = get_object_or_404(Certificate.objects.living().visible_to(request.user).for_list(), pk=pk)
    data = pdf.make(certificate_papers.TEMPLATE, certificate_papers.context_of(thing), request=request)
    return pdf.answer(data, name=f"certificate-{thing.code}")


@require(Permission.BOOK_FOR_OTHERS)
@require_safe
def certificates(request: HttpRequest) -> HttpResponse:
    """Certificates of the agencies one answers for; all for the office."""
    rows = Certificate.objects.visible_to(request.user).for_list()
    listing = Listing(request, rows, columns=COLUMNS, choices=CertificateChoices, one="certificate",
                      many="certificates", file_name="certificates")  # fmt: skip
    return answer(request, "training/certificates.html", listing)


@require(Permission.BOOK_FOR_OTHERS)
@require_safe
def certificate_record(request: HttpRequest, pk: int) -> HttpResponse:
    """One certificate, those before and after it, and what the office may do with it."""
    rows = Certificate.objects.visible_to(request.user).for_list().select_related("replaces", "revoked_by")
    thing = get_object_or_404(rows, pk=pk)
    history = thing.booking.certificates.select_related("revoked_by").prefetch_related("renewals__by_certificate")
    context = {"certificate": thing, "history": history.order_by("pk"),
               "renewed_by": renewing.words(thing.booking.event.course),
               "may_keep": can(request.user, Permission.KEEP_CATALOGUE),
               "counts": thing.counts_on(timezone.localdate())}  # fmt: skip
    return render(request, "training/certificate_record.html", context)


@require(Permission.KEEP_CATALOGUE)
def revoke_certificate(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a certificate back."""
    thing = get_object_or_404(Certificate.objects.for_list(), pk=pk)
    form = RevokeForm(request.POST or None)
    if form.is_valid():
        try:
            verbs.revoke(certificate=thing, by=request.user, at=timezone.now(), **form.cleaned_data)
        except Refusal as refusal:
            form.add_error(None, refusal.sentence)
        else:
            messages.success(request, "The certificate counts no longer, and the learner is told why.")
            return redirect("certificate_record", pk=pk)
    return render(request, "training/revoke_certificate.html", {"form": form, "certificate": thing})


@require(Permission.KEEP_CATALOGUE)
def correct_certificate(request: HttpRequest, pk: int) -> HttpResponse:
    """Issue a certificate anew under the right name."""
    thing = get_object_or_404(Certificate.objects.for_list(), pk=pk)
    form = CorrectForm(request.POST or None, initial={"name": thing.name})
    if form.is_valid():
        try:
            made = verbs.correct(certificate=thing, by=request.user, at=timezone.now(), **form.cleaned_data)
        except Refusal as refusal:
            form.add_error(None, refusal.sentence)
        else:
            messages.success(request, "Issued anew, with a new code; the old one counts no longer.")
            return redirect("certificate_record", pk=made.pk)
    return render(request, "training/correct_certificate.html", {"form": form, "certificate": thing})


@require(Permission.KEEP_CATALOGUE)
@require_POST
def release_certificate(request: HttpRequest, pk: int) -> HttpResponse:
    """Give a certificate to whoever cannot answer the questions it waits for."""
    held = get_object_or_404(Booking, pk=pk)
    try:
        verbs.release(booking=held, by=request.user, at=timezone.now())
    except Refusal as refusal:
        messages.warning(request, refusal.sentence)
    else:
        messages.success(request, "The certificate is issued, and the learner has a letter.")
    return redirect("booking", pk=pk)
