"""Mails that came back, in the shape of RFC 3464."""

import pytest

from office import bounces
from office.bounces import Bounce
from office.tests.conftest import BOUNCE, HEADERS, WHOLE, bounce
from partnership.refusals import Refusal

WHY = "smtp; 550 5.1.1 <somebody@oakshire.example>: no such mailbox"


@pytest.mark.parametrize("original", [WHOLE, HEADERS], ids=["whole letter", "headers only"])
def test_a_bounce_names_its_letter_and_the_reason(original):
    assert bounces.read(bounce("<17@oakshire.example>", original=original)) == Bounce("<17@oakshire.example>", WHY)


@pytest.mark.parametrize(
    ("mail", "sentence"),
    [
        (b"Subject: Holiday\n\nI am away.", "no delivery status notification"),
        (b"", "no delivery status notification"),
        (bounce("<1@x>", action="delayed"), "a letter that is delayed"),
        (BOUNCE.format(action="failed", original="Content-Type: text/plain\n\nx").encode(), "Message-ID is missing"),
    ],
)
def test_what_is_no_bounce_is_refused(mail, sentence):
    with pytest.raises(Refusal, match=sentence):
        bounces.read(mail)


def test_a_bounce_without_a_reason_says_so():
    mail = bounce("<1@x>").decode()
    mail = mail.replace("Status: 5.1.1\n", "").replace(
        mail[mail.index("Diagnostic") : mail.index("\n--XX\nContent-Type: message/rfc822")], ""
    )

    assert bounces.read(mail.encode()) == Bounce("<1@x>", "It came back without a reason.")
