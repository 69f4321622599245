"""The library of learning: what is published, one product on screen and on paper; writing, checking, withdrawing."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from office import drafts, markdown, pdf
from office.asking import Done, ask
from office.lists import Column, Listing, answer
from partnership.access import agencies_where, holds, public, require
from partnership.models import Agency
from partnership.permissions import Permission
from partnership.refusals import Refusal
from priorities.models import Action, Finding, Priority
from reviews import publishing, using
from reviews.filters import LearningChoices, UseChoices
from reviews.forms.learning import LearningForm, RepositoryForm, SendBackForm, UseForm, WithdrawForm
from reviews.models import Product, TeamUse


def _link(row: Product) -> SafeString:
    return format_html('<a class="p-link" href="{}">{}</a>', reverse("learning", args=[row.slug]), row.title)


def _published(row: Product) -> str:
    return f"{row.published_on:%-d %b %Y}" if row.published_on else row.get_state_display()


COLUMNS = (
    Column("title", "Title", _link, lambda row: row.title, order=("title",), leads=True),
    Column("kind", "Kind", lambda row: row.get_kind_display(), order=("kind",)),
    Column("published", "Published", _published, lambda row: row.published_on, order=("published_on",)),
    Column("minutes", "Minutes to read", lambda row: row.minutes, numeric=True),
    Column("year", "Year", lambda row: row.year, order=("year",), numeric=True, file_only=True),
    Column("themes", "Themes", lambda row: ", ".join(each.name for each in row.themes.all())),
    Column("teams", "Teams that used it", lambda row: row.teams, order=("teams",), numeric=True),
)


def _seen(request: HttpRequest, slug: str) -> Product:
    visible = Product.objects.visible_to(
        request.user, on=timezone.localdate(), writes=holds(request.user, Permission.WRITE_LEARNING)
    )
    return get_object_or_404(visible.for_list(), slug=slug)


@public
@require_safe
def library(request: HttpRequest) -> HttpResponse:
    """What everybody may read; whoever writes learning sees drafts too."""
    writes = holds(request.user, Permission.WRITE_LEARNING)
    rows = Product.objects.visible_to(request.user, on=timezone.localdate(), writes=writes).for_list()
    listing = Listing(request, rows, columns=COLUMNS, choices=LearningChoices, one="piece of learning",
                      many="pieces of learning", file_name="learning")  # fmt: skip
    return answer(request, "reviews/library.html", listing, may_write=writes)


@public
@require_safe
def learning(request: HttpRequest, slug: str) -> HttpResponse:
    """One product: its boxes or its text, whom it helped, and what one may do with it."""
    product, person, today = _seen(request, slug), request.user, timezone.localdate()
    if request.GET.get("format") == "pdf":
        paper = "reviews/poster_paper.html" if product.kind == Product.Kind.POSTER else "reviews/learning_paper.html"
        made = pdf.make(paper, _words(product), request=request)
        return pdf.answer(made, name=product.slug)
    logs = holds(person, Permission.LOG_TEAM_USE) and product.state == Product.State.PUBLISHED
    checks, writes = holds(person, Permission.CHECK_LEARNING), holds(person, Permission.WRITE_LEARNING)
    to_check = product.state == Product.State.TO_CHECK
    context = _words(product) | {
        "findings": Finding.objects.visible_to(person).filter(pk__in=product.findings.values("pk")),
        "actions": Action.objects.visible_to(person).filter(pk__in=product.answers.values("pk")),
        "priorities": Priority.objects.visible_to(person).filter(pk__in=product.priorities.values("pk")),
        "may_log": logs,
        "coverage": using.coverage(product, on=today) if writes and product.published_on else [],
        "uses": product.uses.for_list()[:10] if writes else [],
        "may_change": writes and product.state in (Product.State.DRAFT, Product.State.TO_CHECK),
        "may_send": writes and product.state == Product.State.DRAFT,
        "may_check": checks and to_check and product.written_by_id != person.pk,
        "may_withdraw": checks and product.state == Product.State.PUBLISHED,
        "may_note": checks and product.published_on is not None and product.nspcc_sent_on is None,
    }
    return render(request, "reviews/learning.html", context)


def _words(product: Product) -> dict[str, Any]:
    return {
        "product": product,
        "boxes": [(heading, markdown.to_html(text)) for heading, text in product.boxes],
        "body": markdown.to_html(product.body),
        "transcript": markdown.to_html(product.transcript),
        "ages": [Product.Age(age).label for age in product.ages],
    }


@require(Permission.WRITE_LEARNING)
@never_cache
def write_learning(request: HttpRequest) -> HttpResponse:
    """A new product."""
    now = timezone.now()
    today = timezone.localdate(now)
    form = LearningForm(
        request.POST or None, record_key=publishing.NEW, values={"year": today.year, "kind": Product.Kind.BRIEFING},
        draft=drafts.of(request.user, form=publishing.FORM, record=publishing.NEW), **_choices(request),
    )  # fmt: skip

    def write(given: dict[str, Any]) -> Done:
        made = publishing.write(by=request.user, at=now, given=given)
        said = "It is kept as a draft. Send it to be checked when it is whole."
        return Done(said, reverse("learning", args=[made.slug]))

    return ask(request, "reviews/write_learning.html", form, write, product=None)


@require(Permission.WRITE_LEARNING)
@never_cache
def change_learning(request: HttpRequest, slug: str) -> HttpResponse:
    """Other words for a draft; of two who change it the second is told what the first has saved."""
    product, now = _seen(request, slug), timezone.now()
    key = str(product.pk)
    form = LearningForm(
        request.POST or None, record_key=key, values=publishing.values_of(product),
        draft=drafts.of(request.user, form=publishing.FORM, record=key), **_choices(request),
    )  # fmt: skip

    def change(given: dict[str, Any]) -> Done:
        publishing.change(product=product, by=request.user, at=now, given=given, mark=given["mark"])
        return Done("It is changed, and a draft again.", reverse("learning", args=[slug]))

    return ask(request, "reviews/write_learning.html", form, change, product=product)


def _choices(request: HttpRequest) -> dict[str, Any]:
    return {
        "agencies": Agency.objects.active(timezone.localdate()).filter(parent=None),
        "actions": Action.objects.visible_to(request.user).living(),
    }


@require(Permission.WRITE_LEARNING)
def send_learning(request: HttpRequest, slug: str) -> HttpResponse:
    """Ask for the second person."""
    product = _seen(request, slug)
    if request.method == "POST":
        try:
            publishing.send_to_check(product=product, by=request.user)
        except Refusal as refusal:
            messages.warning(request, refusal.sentence)
        else:
            messages.success(request, "Somebody else reads it now, then it is published.")
        return redirect("learning", slug=slug)
    return render(request, "reviews/send_learning.html", {"product": product, "doubts": publishing.doubts(product)})


@require(Permission.CHECK_LEARNING)
def check_learning(request: HttpRequest, slug: str) -> HttpResponse:
    """Read it for what could name a child; then publish it, or give it back."""
    product = get_object_or_404(Product.objects.for_list(), slug=slug, state=Product.State.TO_CHECK)
    if product.written_by_id == request.user.pk:
        raise PermissionDenied
    form = SendBackForm(request.POST or None)
    if form.is_valid():
        back = "back" in request.POST
        try:
            if back:
                publishing.send_back(product=product, by=request.user, why=form.cleaned_data["why"])
            else:
                publishing.publish(product=product, by=request.user, at=timezone.now())
        except Refusal as refusal:
            form.add_error("why" if back else None, refusal.sentence)
        else:
            messages.success(request, "It is with its writer again." if back else "Everybody can read it now.")
            return redirect("library" if back else "learning", **({} if back else {"slug": slug}))
    context = _words(product) | {"form": form, "doubts": publishing.doubts(product)}
    return render(request, "reviews/check_learning.html", context)


@require(Permission.CHECK_LEARNING)
def withdraw_learning(request: HttpRequest, slug: str) -> HttpResponse:
    """Take it off the site."""
    product = get_object_or_404(Product, slug=slug, state=Product.State.PUBLISHED)
    form = WithdrawForm(request.POST or None)

    def withdraw(given: dict[str, Any]) -> Done:
        publishing.withdraw(product=product, by=request.user, **given)
        return Done("It is off the site. Search does not find it any more.", reverse("library"))

    return ask(request, "reviews/withdraw_learning.html", form, withdraw, product=product)


@require(Permission.CHECK_LEARNING)
def note_repository(request: HttpRequest, slug: str) -> HttpResponse:
    """When a copy went to the national case review repository."""
    product = get_object_or_404(Product.objects.exclude(published_on=None), slug=slug)
    now = timezone.now()
    form = RepositoryForm(request.POST or None, initial={"sent_on": timezone.localdate(now)})

    def note(given: dict[str, Any]) -> Done:
        publishing.note_repository(product=product, by=request.user, at=now, **given)
        return Done("Noted.", reverse("learning", args=[slug]))

    return ask(request, "reviews/note_repository.html", form, note, product=product)


USES = (
    Column("product", "What they used", lambda row: row.product.title, order=("product__title",), leads=True),
    Column("agency", "Agency", lambda row: row.agency.name, order=("agency__name",)),
    Column("team", "Team", lambda row: row.team, order=("team",)),
    Column("used", "When", lambda row: f"{row.used_on:%-d %b %Y}", lambda row: row.used_on, order=("used_on",)),
    Column("people", "People", lambda row: row.people, order=("people",), numeric=True),
    Column("change", "What they will change", lambda row: row.will_change),
)


@require(Permission.SEE_ACTIONS)
def team_uses(request: HttpRequest) -> HttpResponse:
    """Which teams have used what, and what they will change, the latest first."""
    listing = Listing(request, TeamUse.objects.for_list(), columns=USES, choices=UseChoices, one="team",
                      many="teams", file_name="learning-used")  # fmt: skip
    return answer(request, "reviews/team_uses.html", listing)


@require(Permission.LOG_TEAM_USE)
def log_use(request: HttpRequest, slug: str) -> HttpResponse:
    """Say that a team has talked about it, and what it will change."""
    now = timezone.now()
    today = timezone.localdate(now)
    product = get_object_or_404(Product.objects.published(today), slug=slug)
    own = agencies_where(request.user, Permission.LOG_TEAM_USE)
    active = Agency.objects.active(today)
    agencies = active if own is None else active.filter(pk__in=own)
    begun = {"used_on": today, "agency": request.user.acting_for}
    form = UseForm(request.POST or None, agencies=agencies, initial=begun)

    def log(given: dict[str, Any]) -> Done:
        using.log(product=product, by=request.user, at=now, **given)
        said = "Thank you. The partnership sees that it is used, and what will change."
        return Done(said, reverse("learning", args=[slug]))

    return ask(request, "reviews/log_use.html", form, log, product=product)
