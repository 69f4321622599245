"""A certificate on paper: its words, and the picture that leads a phone to the page that proves it."""

from typing import Any

import segno
from django.conf import settings
from django.urls import reverse

from office import pdf
from training.models import Certificate, Course, Learning

TEMPLATE = "training/certificate_pdf.html"


def context_of(certificate: Certificate) -> dict[str, Any]:
    """What the template asks for."""
    return _context(certificate, certificate.booking.event.course)


def of_learning(done: Learning) -> dict[str, Any]:
    """The same for e-learning, whose row says what a certificate says."""
    return _context(done, done.course)


def _context(thing: Certificate | Learning, course: Course) -> dict[str, Any]:
    address = settings.SITE_ADDRESS + reverse("verify_certificate", args=[thing.code])
    picture = segno.make(address, error="m").svg_data_uri(scale=3, border=1)
    e_learning, outcomes = isinstance(thing, Learning), [line for line in course.outcomes.splitlines() if line.strip()]
    return {"certificate": thing, "e_learning": e_learning, "title": str(thing.course), "address": address,
            "picture": picture, "outcomes": outcomes}  # fmt: skip


def draw(certificate: Certificate) -> bytes:
    """The PDF, in a job."""
    return pdf.make_by_itself(TEMPLATE, context_of(certificate))
