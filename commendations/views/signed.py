"""Pages behind a link in a letter: the consent to the wall, and the certificate."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from commendations import ceremonies, consenting
from commendations import certificate as paper
from commendations.forms.ceremonies import ComingForm
from commendations.models import Award, Consent, Invitation
from office import evidence, pdf, signed_pages
from office.asking import Done, ask
from partnership.access import public, require
from partnership.permissions import Permission
from partnership.refusals import Refusal


@public
@signed_pages.opens
def give_consent(request: HttpRequest, signed: signed_pages.Signed) -> HttpResponse:
    """The very words, a button for yes and one for no; the same page takes the consent back, years later too."""
    rows = Consent.objects.select_related("award__commendation__category", "award__photo")
    consent = get_object_or_404(rows, pk=signed.thing)
    if request.method == "POST" and request.POST.get("answer") in ("yes", "no"):
        try:
            consenting.answer(
                consent=consent, agreed=request.POST["answer"] == "yes", read=request.POST.get("read", ""),
                photo="photo" in request.POST, at=timezone.now(),
            )  # fmt: skip
        except Refusal as refusal:
            messages.warning(request, refusal.sentence)
        else:
            messages.success(request, "Thank you. Your answer is noted, and you may change it here at any time.")
        return redirect(request.path)
    award, now = consent.award, timezone.now()
    context = {
        "consent": consent, "award": award, "read": consenting.words_of(award),
        "photo": _photo_address(consent, until=signed.until) if award.photo and award.photo.may_be_served else "",
        "photo_open": consent.who == Consent.Who.NOMINEE and bool(award.photo) and award.photo_agreed_at is None,
        "told_later": award.announce_at > now,
    }  # fmt: skip
    return render(request, "commendations/give_consent.html", context)


def _photo_address(consent: Consent, *, until: datetime) -> str:
    return reverse("consent_photo", args=[signed_pages.token_for("consent_photo", consent, until=until)])


@public
@signed_pages.opens
def consent_photo(request: HttpRequest, signed: signed_pages.Signed) -> HttpResponse:
    """The photo, for whoever is asked about it."""
    consent = get_object_or_404(
        Consent.objects.select_related("award__photo").exclude(award__photo=None), pk=signed.thing
    )
    response = evidence.answer(consent.award.photo)
    response.headers["Content-Disposition"] = "inline"
    return response


@public
@signed_pages.opens
def answer_invitation(request: HttpRequest, signed: signed_pages.Signed) -> HttpResponse:
    """Whether one comes to the ceremony, and with how many; it may be changed until the day answers end."""
    rows = Invitation.objects.select_related("ceremony", "award")
    invitation = get_object_or_404(rows, pk=signed.thing)
    initial = {"people": invitation.people or 1, "needs": invitation.needs}
    if invitation.answer != Invitation.Answer.WAITING:
        initial["comes"] = "yes" if invitation.people else "no"
    form = ComingForm(request.POST or None, initial=initial)

    def deed(given: dict[str, Any]) -> Done:
        ceremonies.answer(
            invitation=invitation, comes=given["comes"] == "yes", people=given["people"] or 0, needs=given["needs"],
            at=timezone.now(),
        )  # fmt: skip
        return Done("Thank you. You may change your answer here until the day below.", request.path)

    return ask(request, "commendations/answer_invitation.html", form, deed, invitation=invitation)


@public
@signed_pages.opens
def certificate(request: HttpRequest, signed: signed_pages.Signed) -> HttpResponse:
    """The certificate for whoever was thanked."""
    award = get_object_or_404(Award.objects.filter(announced_at__isnull=False), pk=signed.thing)
    return pdf.answer(paper.make(award, request=request), name=f"certificate-{award.code}")


@require(Permission.KEEP_COMMENDATIONS)
@require_safe
def award_certificate(request: HttpRequest, pk: int) -> HttpResponse:
    """The certificate, for the office to print."""
    award = get_object_or_404(Award, pk=pk)
    return pdf.answer(paper.make(award, request=request), name=f"certificate-{award.code}")


@require(Permission.KEEP_COMMENDATIONS)
@require_safe
def award_letter(request: HttpRequest, pk: int) -> HttpResponse:
    """The letter of thanks by the chair, for the office to print."""
    award = get_object_or_404(Award, pk=pk)
    return pdf.answer(paper.make_letter(award, request=request), name=f"letter-{award.code}")


@require(Permission.NOMINATE)
@require_safe
def my_certificate(request: HttpRequest, pk: int) -> HttpResponse:
    """One's own certificate."""
    mine = Award.objects.filter(commendation__nominee_person=request.user, announced_at__isnull=False)
    award = get_object_or_404(mine, pk=pk)
    return pdf.answer(paper.make(award, request=request), name=f"certificate-{award.code}")
