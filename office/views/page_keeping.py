"""Work on pages: the list of them, one with its history, writing, looking, showing, withdrawing."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from office import drafts
from office import pages as writing
from office.asking import Done, ask
from office.forms.pages import ChangePageForm, PageForm, ShowForm
from office.lists import Column, Listing, answer
from office.models import Page, PageVersion
from partnership.access import require
from partnership.permissions import Permission
from partnership.refusals import Refusal

COLUMNS = (
    Column("title", "Page", leads=True, order=("title",), value=lambda row: row.title,
           cell=lambda row: format_html('<a href="{}">{}</a>', reverse("kept_page", args=[row.page_id]), row.title)),
    Column("kind", "Kind", lambda row: row.page.get_kind_display(), order=("page__kind",)),
    Column("address", "Address", lambda row: row.page.address, order=("page__slug",)),
    Column("audience", "For", lambda row: row.get_audience_display(), order=("audience",)),
    Column("state", "State", lambda row: row.standing),
    Column("saved_at", "Last saved", lambda row: f"{timezone.localtime(row.saved_at):%-d %B %Y}",
           lambda row: timezone.localtime(row.saved_at).date(), order=("saved_at",)),
    Column("review_on", "Look at again", lambda row: f"{row.review_on:%-d %B %Y}" if row.review_on else "",
           lambda row: row.review_on, order=("review_on",)),
)  # fmt: skip


@require(Permission.KEEP_PAGES)
@require_safe
def kept_pages(request: HttpRequest) -> HttpResponse:
    """Every page, with where it stands."""
    rows = PageVersion.objects.newest().with_standing(timezone.now())
    listing = Listing(request, rows, columns=COLUMNS, one="page", many="pages", file_name="pages", sort="title")
    return answer(request, "office/kept_pages.html", listing)


@require(Permission.KEEP_PAGES)
@require_safe
def kept_page(request: HttpRequest, pk: int) -> HttpResponse:
    """One page: what is shown, what was saved since, every version before."""
    page, now = get_object_or_404(Page, pk=pk), timezone.now()
    versions = list(page.versions.select_related("saved_by", "shown_by"))
    shown = PageVersion.objects.shown(now).filter(page=page).first()
    later = next((each for each in versions if each.shown_from and each.shown_from > now), None)
    context = {
        "page": page, "newest": versions[0], "versions": versions, "shown": shown, "later": later,
        "may_show": versions[0].shown_from is None or versions[0].shown_from > now,
        "may_withdraw": shown is not None and not page.delivered,
    }  # fmt: skip
    return render(request, "office/kept_page.html", context)


@require(Permission.KEEP_PAGES)
@never_cache
def write_page(request: HttpRequest) -> HttpResponse:
    """A new page."""
    return _write(request, Page.Kind.PAGE)


@require(Permission.KEEP_PAGES)
@never_cache
def write_news(request: HttpRequest) -> HttpResponse:
    """A new piece of news."""
    return _write(request, Page.Kind.NEWS)


def _write(request: HttpRequest, kind: str) -> HttpResponse:
    key = f"{writing.NEW}-{kind}"
    form = PageForm(
        request.POST or None, record_key=key, values={}, draft=drafts.of(request.user, form=writing.FORM, record=key)
    )

    def write(given: dict[str, Any]) -> Done:
        made = writing.write(by=request.user, kind=kind, given=given, at=timezone.now())
        return Done("It is kept. Nobody else sees it yet.", reverse("preview_page", args=[made.page_id, made.number]))

    return ask(request, "office/write_page.html", form, write, kind=Page.Kind(kind).label.lower())


@require(Permission.KEEP_PAGES)
@never_cache
def change_page(request: HttpRequest, pk: int) -> HttpResponse:
    """Other words; of two who change a page the second is shown what the first has saved."""
    page = get_object_or_404(Page, pk=pk)
    last, key = writing.newest(page), str(pk)
    form = ChangePageForm(
        request.POST or None, record_key=key, values=writing.values_of(last),
        draft=drafts.of(request.user, form=writing.FORM, record=key),
    )  # fmt: skip

    def change(given: dict[str, Any]) -> Done:
        words = {"changed": given.pop("changed"), "mark": given.pop("mark")}
        made = writing.change(page=page, by=request.user, given=given, at=timezone.now(), **words)
        said = "It is kept. What is shown has not changed yet."
        return Done(said, reverse("preview_page", args=[pk, made.number]))

    return ask(request, "office/write_page.html", form, change, page=page, last=last)


@require(Permission.KEEP_PAGES)
@require_safe
def preview_page(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """A version as it would be read."""
    now = timezone.now()
    version = _version(pk, number)
    context = {
        "version": version, "html": writing.html_of(version, at=now), "preview": True,
        "is_news": version.page.kind == Page.Kind.NEWS,
        "may_show": not version.shown_from or version.shown_from > now,
        "is_newest": writing.newest(version.page).pk == version.pk,
    }  # fmt: skip
    return render(request, "office/page.html", context)


@require(Permission.KEEP_PAGES)
def show_page(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Show a version now or later."""
    version = _version(pk, number)
    form = ShowForm(request.POST or None)

    def show(given: dict[str, Any]) -> Done:
        made = writing.show(version=version, by=request.user, at=timezone.now(), shown_from=given["shown_from"])
        later = f"{timezone.localtime(made.shown_from):%-d %B %Y, %H:%M}"
        said = f"It is shown from {later} on." if given["shown_from"] else "It is shown now."
        return Done(said, reverse("kept_page", args=[pk]))

    return ask(request, "office/show_page.html", form, show, at="day", version=version)


STEPS = {
    "restore": ("Take these words again?", "They become the newest version; nothing is lost, and nobody sees it yet.",
                "Take them again", "They are the newest version now. Show it when you are ready."),
    "take-back": ("Take back what is set for later?", "What is shown now stays.", "Take it back",
                  "Nothing is set for later any more."),
    "withdraw": ("Take this page off the site?", "Its address answers “not found” from now on. Its history stays here.",
                 "Take it off", "It is off the site. Search does not find it any more."),
}  # fmt: skip


@require(Permission.KEEP_PAGES)
def step_of_page(request: HttpRequest, pk: int, step: str, number: int) -> HttpResponse:
    """One step with a question before it: restore, take back, withdraw."""
    if step not in STEPS:
        raise Http404
    version = _version(pk, number)
    question, words, button, said = STEPS[step]
    if request.method == "POST":
        try:
            _take(request, step, version)
        except Refusal as refusal:
            messages.warning(request, refusal.sentence)
        else:
            messages.success(request, said)
        return redirect("kept_page", pk=pk)
    context = {"version": version, "question": question, "words": words, "button": button}
    return render(request, "office/step_of_page.html", context)


def _take(request: HttpRequest, step: str, version: PageVersion) -> None:
    now = timezone.now()
    if step == "restore":
        writing.restore(version=version, by=request.user, at=now)
    elif step == "withdraw":
        writing.withdraw(page=version.page, by=request.user, at=now)
    else:
        writing.take_back(page=version.page, by=request.user, at=now)


def _version(pk: int, number: int) -> PageVersion:
    return get_object_or_404(PageVersion.objects.select_related("page", "saved_by"), page=pk, number=number)
