"""How certificates of a course are renewed, which the office decides; batches of certificates as one file."""

from django import forms
from django.core.files.storage import default_storage
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from office import made_files
from office.asking import Done, ask
from partnership.access import require
from partnership.permissions import Permission
from training import certificate_batches, renewing
from training.forms.certificates import RenewalForm
from training.models import Certificate, CertificateBatch, Course, RenewalRule
from training.office_filters import CertificateChoices


@require(Permission.KEEP_CATALOGUE)
def renewal_of_course(request: HttpRequest, slug: str) -> HttpResponse:
    """What renews the certificate of a course."""
    course = get_object_or_404(Course, slug=slug)
    rule = RenewalRule.objects.filter(course=course).first()
    known = {"grace_days": rule.grace_days, "hours": rule.hours, "refreshers": rule.refreshers.all()} if rule else {}
    form = RenewalForm(request.POST if request.method == "POST" else None, initial=known, course=course)

    def keep(words: dict) -> Done:
        renewing.set_rule(by=request.user, course=course, **words)
        return Done("Kept. It holds for certificates from now on.", reverse("course", args=[slug]))

    return ask(request, "training/renewal_of_course.html", form, keep, course=course)


@require(Permission.BOOK_FOR_OTHERS)
def batch_certificates(request: HttpRequest) -> HttpResponse:
    """Ask for all certificates of the list, as it is chosen, as one file."""
    rows = Certificate.objects.living().visible_to(request.user)
    chosen = CertificateChoices(request.GET, queryset=rows, request=request)
    keys = list(chosen.qs.order_by("pk").values_list("pk", flat=True)) if chosen.is_valid() else []
    form = forms.Form(request.POST if request.method == "POST" else None)

    def begin(words: dict) -> Done:
        made = certificate_batches.ask(by=request.user, certificates=keys, at=timezone.now())
        return Done("The file is being made.", reverse("certificate_batch", args=[made.pk]))

    context = {"count": len(keys), "back": f"{reverse('certificates')}?{request.GET.urlencode()}"}
    return ask(request, "training/batch_certificates.html", form, begin, **context)


@require(Permission.BOOK_FOR_OTHERS)
@require_safe
@never_cache
def certificate_batch(request: HttpRequest, pk: int) -> HttpResponse:
    """How far the file is; the page looks again by itself while it is made."""
    thing = get_object_or_404(CertificateBatch.objects.visible_to(request.user), pk=pk)
    response = render(request, "training/certificate_batch.html", {"batch": thing, "count": len(thing.certificates)})
    if thing.is_waiting:
        response.headers["Refresh"] = "5"
    return response


@require(Permission.BOOK_FOR_OTHERS)
@require_safe
def certificate_batch_file(request: HttpRequest, pk: int) -> HttpResponse:
    """The file, for whoever asked for it."""
    thing = get_object_or_404(CertificateBatch.objects.visible_to(request.user), pk=pk)
    if thing.made_at is None or not default_storage.exists(thing.kept_as):
        raise Http404
    return made_files.answer(thing, name="certificates.zip", kind="application/zip")
