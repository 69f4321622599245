"""A certificate on paper: its words, and the picture that leads a phone to the page that proves it."""

from typing import Any

import segno
from django.conf import settings
from django.urls import reverse

from office import pdf
from training.models import Certificate, Learning

TEMPLATE = "training/certificate_pdf.html"


def context_of(certificate: Certificate) -> dict[str, Any]:
    """What the template asks for."""
    address = settings.SITE_ADDRESS + reverse("verify_certificate", args=[certificate.code])
    outcomes = certificate.booking.event.course.outcomes.splitlines()
    picture = segno.make(address, error="m").svg_data_uri(scale=3, border=1)
    return {"certificate": certificate, "address": address, "outcomes": outcomes, "picture": picture}


def of_learning(done: Learning) -> dict[str, Any]:
    """The same for e-learning, whose row says what a certificate says."""
    address = settings.SITE_ADDRESS + reverse("verify_certificate", args=[done.code])
    picture = segno.make(address, error="m").svg_data_uri(scale=3, border=1)
    outcomes = done.course.outcomes.splitlines()
    return {"certificate": done, "address": address, "outcomes": outcomes, "picture": picture}


def draw(certificate: Certificate) -> bytes:
    """The PDF, in a job."""
    return pdf.make_by_itself(TEMPLATE, context_of(certificate))
