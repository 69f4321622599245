"""E-learning written by the office: pages, video with captions and transcript, questions; published when whole."""

import re
from collections.abc import Mapping
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
from training.models import Course, Module, ModulePage

VIDEO = {"video/mp4": (".mp4",), "video/webm": (".webm",)}
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
    """Write a page, a new one at the end; questions that cannot be read and a film that is none are refused.

    Raw HTML in the Markdown is no mistake: it is shown as the text it is and never run.
    """
    check(by, Permission.KEEP_CATALOGUE)
    quiz_text.read(words["questions"])
    if words["captions"] and not fit_captions(words["captions"]):
        raise Refusal(
            "These are no captions. A WebVTT file begins with WEBVTT and has times such as 00:01.000 --> 00:04.000."
        )
    with transaction.atomic():
        module = Module.objects.select_for_update().get(pk=module.pk)
        last = module.pages.count()
        if not 1 <= number <= last + 1:
            raise Refusal(f"This module has {last} pages. The next is page {last + 1}.")
        page = module.pages.filter(number=number).first() or ModulePage(module=module, number=number)
        for name in ("title", "text", "captions", "transcript", "questions"):
            setattr(page, name, words[name])
        if video is not None:
            page.video = evidence.take(by=by, upload=video, at=at, kinds=VIDEO, in_words="MP4 or WebM")
        if module.published_at is not None:
            _refuse_unfit(page)
        page.save()
        trail.leave("e-learning page written", by=by, about=module, number=number)
    return page


def publish(*, by: Person, module: Module, at: datetime) -> Module:
    """Let people take it; Refusal names the page whose video lacks captions or a transcript."""
    check(by, Permission.KEEP_CATALOGUE)
    with transaction.atomic():
        module = Module.objects.select_for_update(of=("self",)).select_related("course").get(pk=module.pk)
        pages = list(module.pages.all())
        if not pages:
            raise Refusal("Write at least one page first.")
        for page in pages:
            _refuse_unfit(page)
        module.published_at, module.published_by = at, by
        module.save(update_fields=["published_at", "published_by"])
        course = module.course
        course.e_learning_address = settings.SITE_ADDRESS + reverse("learn", args=[course.slug])
        course.save(update_fields=["e_learning_address"])
        findable.write([search_rows.of_course(course)])
        trail.leave("e-learning published", by=by, about=module, pages=len(pages))
    return module


def fit_captions(text: str) -> bool:
    """Whether a text is WebVTT with at least one cue (W3C WebVTT, 4.1)."""
    return text.lstrip("\ufeff").startswith("WEBVTT") and bool(CUE.search(text))


def _refuse_unfit(page: ModulePage) -> None:
    if page.video_id and not (page.captions and page.transcript.strip()):
        missing = "captions" if not page.captions else "a transcript"
        raise Refusal(f"The video of page {page.number}, “{page.title}”, has no {missing.removeprefix('a ')}. "
                      "Without them it shuts out whoever cannot hear it, and the law forbids that.")  # fmt: skip
