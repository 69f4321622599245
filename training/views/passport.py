"""The learning passport: one's own record, certificates from elsewhere, and joining two accounts of one person."""

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from office import evidence, pdf, rules, signed_pages, spreadsheets
from office.asking import Done, ask
from office.lists import Column, Listing, answer
from office.signed_pages import Signed
from partnership.access import public, require
from partnership.models import Person
from partnership.permissions import Permission
from partnership.refusals import Refusal
from training import joining_accounts, uploaded
from training import passport as reading
from training.forms.passport import AddCertificateForm, CheckCertificateForm, JoinAccountsForm
from training.models import Joining, UploadedCertificate
from training.office_filters import UploadedChoices

FORMATS = {"csv": spreadsheets.as_csv, "xlsx": spreadsheets.as_xlsx}
HEADS = ("Course", "Provider", "Taken on", "CPD hours", "Counts until", "State", "Agency", "Proof")
COLUMNS = (
    Column("person", "Name", lambda row: row.person.name, order=("person__name",), leads=True),
    Column("title", "What", lambda row: row.title, order=("title",)),
    Column("provider", "Provider", lambda row: row.provider, order=("provider",)),
    Column("taken", "Taken", lambda row: f"{row.taken_on:%-d %b %Y}", lambda row: row.taken_on, ("taken_on",)),
    Column("state", "State", lambda row: row.get_state_display(), order=("state",)),
)


@require(Permission.BOOK_PLACES)
@require_safe
@never_cache
def passport(request: HttpRequest) -> HttpResponse:
    """One's own record: as page, CSV, XLSX or JSON; it follows the person from agency to agency."""
    now = timezone.now()
    found, wanted = _own(request), request.GET.get("format", "")
    if wanted == "json":
        response = JsonResponse(reading.as_values(found, at=now), json_dumps_params={"indent": 2})
        response.headers["Content-Disposition"] = 'attachment; filename="learning-passport.json"'
        return response
    if wanted:
        if wanted not in FORMATS:
            raise Http404
        rows = [(line.title, line.provider, line.taken_on, line.hours, line.valid_until, line.state, line.agency,
                 request.build_absolute_uri(line.proof) if line.proof else "") for line in found.lines]  # fmt: skip
        return FORMATS[wanted](name="learning-passport", columns=HEADS, rows=rows)
    return render(request, "training/passport.html", {"passport": found})


@require(Permission.BOOK_PLACES)
@require_safe
def passport_paper(request: HttpRequest) -> HttpResponse:
    """The same on paper."""
    data = pdf.make("training/passport_pdf.html", {"passport": _own(request)}, request=request)
    return pdf.answer(data, name="learning-passport")


def _own(request: HttpRequest) -> reading.Passport:
    today = timezone.localdate()
    house = " ".join(rules.value(f"partnership.name_{line}", on=today) for line in ("first", "second"))
    return reading.of(request.user, house=house, at=timezone.now())


# From elsewhere -------------------------------------------------------------------


@require(Permission.BOOK_PLACES)
def add_certificate(request: HttpRequest) -> HttpResponse:
    """Add what one learned elsewhere, with its paper."""
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    form = AddCertificateForm(*sent)

    def keep(words: dict[str, Any]) -> Done:
        given = {name: value for name, value in words.items() if name != "upload"}
        uploaded.add(by=request.user, words=given, upload=words["upload"], at=timezone.now())
        return Done("Added. It counts once your agency’s lead or the office has checked it.", reverse("passport"))

    return ask(request, "training/add_certificate.html", form, keep)


@require(Permission.BOOK_PLACES)
@require_safe
def uploaded_file(request: HttpRequest, pk: int) -> HttpResponse:
    """The paper, for the learner and whoever checks it."""
    thing = get_object_or_404(UploadedCertificate.objects.visible_to(request.user).for_list(), pk=pk)
    return evidence.answer(thing.file)


@require(Permission.BOOK_FOR_OTHERS)
@require_safe
def uploaded_certificates(request: HttpRequest) -> HttpResponse:
    """Certificates from elsewhere of one's staff, those to be checked first."""
    rows = UploadedCertificate.objects.checked_by_hand_of(request.user).for_list().order_by("-state", "-taken_on", "pk")
    listing = Listing(request, rows, columns=COLUMNS, choices=UploadedChoices, one="certificate from elsewhere",
                      many="certificates from elsewhere", file_name="certificates-from-elsewhere")  # fmt: skip
    return answer(request, "training/uploaded_certificates.html", listing)


@require(Permission.BOOK_FOR_OTHERS)
def check_certificate(request: HttpRequest, pk: int) -> HttpResponse:
    """Look at the paper, then accept it or not."""
    thing = get_object_or_404(UploadedCertificate.objects.checked_by_hand_of(request.user).for_list(), pk=pk)
    form = CheckCertificateForm(request.POST if request.method == "POST" else None)

    def decide(words: dict[str, Any]) -> Done:
        uploaded.decide(by=request.user, certificate=thing, accept="no" not in request.POST, at=timezone.now(), **words)
        return Done(f"{thing.person} is told.", reverse("uploaded_certificates"))

    return ask(request, "training/check_certificate.html", form, decide, thing=thing)


# Two accounts, one person ---------------------------------------------------------


@require(Permission.KEEP_CATALOGUE)
def join_accounts(request: HttpRequest) -> HttpResponse:
    """Propose that two accounts are one person."""
    form = JoinAccountsForm(request.POST if request.method == "POST" else None)

    def propose(words: dict[str, Any]) -> Done:
        kept, given_up = (_known(words[name]) for name in ("kept", "given_up"))
        joining_accounts.propose(by=request.user, kept=kept, given_up=given_up, at=timezone.now())
        return Done("Both addresses are asked. Nothing is joined before both have said yes.", reverse("join_accounts"))

    asked = Joining.objects.select_related("kept", "given_up")[:20]
    return ask(request, "training/join_accounts.html", form, propose, asked=asked)


def _known(email: str) -> Person:
    person = Person.objects.current().filter(email=email.strip().lower()).first()
    if person is None:
        raise Refusal(f"Nobody with an account here has the address {email}.")
    return person


@public
@signed_pages.opens
def agree_joining(request: HttpRequest, signed: Signed) -> HttpResponse:
    """Each of the two addresses says: that is me; or: that is somebody else."""
    thing = get_object_or_404(Joining.objects.select_related("kept", "given_up"), pk=signed.thing)
    person = thing.kept if signed.person == thing.kept_id else thing.given_up
    other = thing.given_up if person == thing.kept else thing.kept
    if request.method == "POST":
        now = timezone.now()
        try:
            with transaction.atomic():
                signed_pages.use(signed, at=now)
                if "no" in request.POST:
                    joining_accounts.deny(joining=thing, person=person, at=now)
                else:
                    joining_accounts.agree(joining=thing, person=person, at=now)
        except Refusal as refusal:
            messages.warning(request, refusal.sentence)
        else:
            messages.success(request, "Nothing is joined." if "no" in request.POST else "Thank you, that is noted.")
        return redirect("training")
    return render(request, "training/agree_joining.html", {"joining": thing, "person": person, "other": other})
