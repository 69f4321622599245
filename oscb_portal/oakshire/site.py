"""The public site of Oakshire: documents of the library, news, newsletters, made by the verbs an office would use."""

import tomllib
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import docx
from django.core.files.uploadedfile import SimpleUploadedFile

from office import documents, evidence, newsletters, pages
from office.models import Letter, Subscriber
from oscb_portal.oakshire.cast import Cast
from partnership.working_days import LONDON

WORDS = Path(__file__).parent / "site.toml"
Words = Mapping[str, Any]


def publish(cast: Cast, *, today: date) -> None:
    """All of it: documents in versions, one overdue, one restricted; news of some months; readers of newsletters."""
    words = tomllib.loads(WORDS.read_text("utf-8"))
    for each in words["document"]:
        _document(each, cast, today)
    for each in words["news"]:
        _page(each, cast, today)
    _newsletters(words["newsletter"], cast, today)


def _at(words: Words, today: date) -> datetime:
    return datetime.combine(today - timedelta(days=words["days"]), time(9), tzinfo=LONDON)


def _document(words: Words, cast: Cast, today: date) -> None:
    at = _at(words, today)
    about = {
        "title": words["title"], "kind": words["kind"], "summary": words["summary"],
        "audience": words.get("audience", "public"), "owner_agency": getattr(cast.agencies, words["agency"]),
        "owner": getattr(cast, words["owner"]) if "owner" in words else None,
        "restricted": "restricted" in words, "restricted_why": words.get("restricted", ""),
        "review_on": today + timedelta(days=words["look_in"]),
    }  # fmt: skip
    first, *later = words["version"]
    made = documents.add(by=cast.administrator, given=about, version=_version(first, words, at.date()), at=at)
    for number, each in enumerate(later, 1):
        then = at + timedelta(days=number * words["days"] // (len(later) + 1))
        documents.give_version(document=made, by=cast.administrator, version=_version(each, words, then.date()),
                               review_on=about["review_on"], at=then)  # fmt: skip
    for version in made.versions.exclude(file=None):
        evidence.scan(pk=version.file_id, at=at)


def _version(version: Words, words: Words, day: date) -> Words:
    upload = None if "link" in version else _file(words, version["number"])
    return {
        "number": version["number"], "changed": version["changed"], "valid_from": day, "upload": upload,
        "link": version.get("link", ""),
    }  # fmt: skip


def _file(words: Words, number: str) -> SimpleUploadedFile:
    """A real Word file that says it says nothing: nobody is to take a document of a made-up county for advice."""
    paper, kept = docx.Document(), BytesIO()
    paper.core_properties.title = words["title"]
    paper.core_properties.author = "Oakshire"
    paper.add_heading(words["title"], level=1)
    paper.add_paragraph(f"Version {number}. {words['summary']}")
    paper.add_paragraph("This document belongs to a made-up county. It gives no advice.")
    paper.save(kept)
    return SimpleUploadedFile(f"{words['title']}.docx", kept.getvalue())


def _page(words: Words, cast: Cast, today: date) -> None:
    at = _at(words, today)
    given = {
        "title": words["title"], "summary": words["summary"], "body": words["body"],
        "audience": words.get("audience", "public"), "review_on": None,
    }  # fmt: skip
    version = pages.write(by=cast.administrator, kind="news", given=given, at=at)
    if not words.get("draft"):
        pages.show(version=version, by=cast.administrator, at=at)


def _newsletters(words: Words, cast: Cast, today: date) -> None:
    """Readers who confirmed, an issue they got, one being written."""
    asked = _at(words, today)
    readers = [*words["readers"], cast.practitioner.email, cast.board.email]
    for email in readers:
        newsletters.ask(email=email, at=asked)
        newsletters.confirm(pk=Subscriber.objects.get(email=email).pk, at=asked)
    sent_at = asked + timedelta(days=words["sent_after"])
    sent, _ = (
        newsletters.write(by=cast.administrator, title=each["title"], body=each["body"], at=sent_at)
        for each in words["issue"]
    )
    newsletters.send(issue=sent, by=cast.administrator, at=sent_at)
    newsletters.write_letters(at=sent_at)
    # What was sent long ago is not sent anew.
    Letter.objects.filter(key__startswith="newsletter to ").delete()
