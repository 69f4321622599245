"""E-learning written by the office, in versions: pages, video with captions and transcript, questions."""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.urls import reverse

from office import evidence, findable
from partnership import trail
from partnership.access import check
from partnership.models import Person
from partnership.permissions import Permission
from partnership.refusals import Refusal
from training import quiz_text, search_rows
from training.models import Course, Module, ModulePage, ModuleVersion

VIDEO = {"video/mp4": (".mp4",), "video/webm": (".webm",)}
WORDS = ("title", "text", "captions", "transcript", "questions")
CUE = re.compile(r"\d\d:\d\d\.\d{3}\s+-->\s+(\d\d:)?\d\d:\d\d\.\d{3}")


def begin(*, by: Person, course: Course) -> Module:
    """The module of an e-learning course, made when there is none; Refusal for a course that is no e-learning."""
    check(by, Permission.KEEP_CATALOGUE)
    if course.mode != Course.Mode.E_LEARNING:
        raise Refusal("Only e-learning has pages. Say of the course that it is taken as e-learning, then write them.")
    with transaction.atomic():
        module, new = Module.objects.get_or_create(course=course)
        if new:
            trail.leave("e-learning begun", by=by, about=module, course=course.pk)
    return module


def set_terms(*, by: Person, module: Module, days: int, pass_percent: int) -> None:
    """Within how many days it is finished, and the share of right answers that passes."""
    check(by, Permission.KEEP_CATALOGUE)
    with transaction.atomic():
        Module.objects.filter(pk=module.pk).update(days=days, pass_percent=pass_percent)
        trail.leave("e-learning terms set", by=by, about=module, days=days, pass_percent=pass_percent)


def write_page(
    *, by: Person, module: Module, number: int, words: Mapping[str, Any], video: UploadedFile | None, at: datetime
) -> ModulePage:  # fmt: skip
    """Write a page of the draft, a new one at the end; unreadable questions and a film that is none are refused.

    Raw HTML in the Markdown is no mistake: it is shown as the text it is and never run. What is published stays until
    the draft is.
    """
    check(by, Permission.KEEP_CATALOGUE)
    quiz_text.read(words["questions"])
    if words["captions"] and not fit_captions(words["captions"]):
        raise Refusal(
            "These are no captions. A WebVTT file begins with WEBVTT and has times such as 00:01.000 --> 00:04.000."
        )
    with transaction.atomic():
        draft = _draft(module)
        last = draft.pages.count()
        if not 1 <= number <= last + 1:
            raise Refusal(f"This module has {last} pages. The next is page {last + 1}.")
        page = draft.pages.filter(number=number).first() or ModulePage(version=draft, number=number)
        for name in WORDS:
            setattr(page, name, words[name])
        if video is not None:
            page.video = evidence.take(by=by, upload=video, at=at, kinds=VIDEO, in_words="MP4 or WebM")
        page.save()
        trail.leave("e-learning page written", by=by, about=module, number=number)
    return page


def move_page(*, by: Person, module: Module, number: int, to: int) -> None:
    """Put a page of the draft in another place; the others move up or down."""
    check(by, Permission.KEEP_CATALOGUE)
    with transaction.atomic():
        draft = _draft(module)
        pages = list(draft.pages.all())
        if not (1 <= number <= len(pages) and 1 <= to <= len(pages)):
            raise Refusal("There is no such page any more. Look at the list of pages.")
        pages.insert(to - 1, pages.pop(number - 1))
        _number(pages)
        trail.leave("e-learning page moved", by=by, about=module, number=number, to=to)


def take_out_page(*, by: Person, module: Module, number: int) -> None:
    """Take a page out of the draft; in what is published, and for whoever is under way with it, it stays."""
    check(by, Permission.KEEP_CATALOGUE)
    with transaction.atomic():
        draft = _draft(module)
        if not draft.pages.filter(number=number).delete()[0]:
            raise Refusal("There is no such page any more. Look at the list of pages.")
        _number(list(draft.pages.all()))
        trail.leave("e-learning page taken out", by=by, about=module, number=number)


def throw_away(*, by: Person, module: Module) -> None:
    """Throw away the draft beside a published version, which stays as it is."""
    check(by, Permission.KEEP_CATALOGUE)
    with transaction.atomic():
        module = Module.objects.select_for_update().get(pk=module.pk)
        draft = module.draft
        if draft is None or module.in_force is None:
            raise Refusal("There is no draft beside a published version.")
        draft.delete()
        trail.leave("e-learning draft thrown away", by=by, about=module)


def publish(*, by: Person, module: Module, at: datetime) -> ModuleVersion:
    """Publish the draft: whoever begins from now on takes it, whoever is under way ends with the pages begun with.

    Refusal names the page whose video lacks captions or a transcript.
    """
    check(by, Permission.KEEP_CATALOGUE)
    with transaction.atomic():
        module = Module.objects.select_for_update(of=("self",)).select_related("course").get(pk=module.pk)
        draft = module.draft
        if draft is None:
            raise Refusal("Nothing has been written since the last version. Change a page first.")
        pages = list(draft.pages.all())
        if not pages:
            raise Refusal("Write at least one page first.")
        for page in pages:
            _refuse_unfit(page)
        draft.published_at, draft.published_by = at, by
        draft.save(update_fields=["published_at", "published_by"])
        course = module.course
        course.e_learning_address = settings.SITE_ADDRESS + reverse("learn", args=[course.slug])
        course.save(update_fields=["e_learning_address"])
        findable.write([search_rows.of_course(course)])
        trail.leave("e-learning published", by=by, about=module, pages=len(pages), version=draft.number)
    return draft


def _draft(module: Module) -> ModuleVersion:
    """The draft of a module, locked with it; made from the published pages when nobody has begun one."""
    module = Module.objects.select_for_update().get(pk=module.pk)
    known, published = module.draft, module.in_force
    if known is not None:
        return known
    made = ModuleVersion.objects.create(module=module, number=published.number + 1 if published else 1)
    for page in published.pages.all() if published else ():
        page.pk, page._state.adding, page.version = None, True, made
        page.save()
    return made


def _number(pages: Sequence[ModulePage]) -> None:
    """Number pages by their order; first far off, since no number stands twice."""
    for far in (1000, 0):
        for number, page in enumerate(pages, start=1):
            ModulePage.objects.filter(pk=page.pk).update(number=far + number)


def fit_captions(text: str) -> bool:
    """Whether a text is WebVTT with at least one cue (W3C WebVTT, 4.1)."""
    return text.lstrip("\ufeff").startswith("WEBVTT") and bool(CUE.search(text))


def _refuse_unfit(page: ModulePage) -> None:
    if page.video_id and not (page.captions and page.transcript.strip()):
        missing = "captions" if not page.captions else "a transcript"
        raise Refusal(f"The video of page {page.number}, “{page.title}”, has no {missing.removeprefix('a ')}. "
                      "Without them it shuts out whoever cannot hear it, and the law forbids that.")  # fmt: skip
