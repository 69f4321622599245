"""What tests of the desk share: mails that came back, a mail server that fails."""

import io
import uuid
from types import SimpleNamespace

import pytest

BOUNCE = """From: MAILER-DAEMON@mail.example
To: office@oakshire.example
Subject: Undelivered Mail Returned to Sender
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="XX"

--XX
Content-Type: text/plain

I am sorry, it did not arrive.

--XX
Content-Type: message/delivery-status

Reporting-MTA: dns; mail.example

Final-Recipient: rfc822; somebody@oakshire.example
Action: {action}
Status: 5.1.1
Diagnostic-Code: smtp; 550 5.1.1 <somebody@oakshire.example>: no
    such mailbox

--XX
{original}
--XX--
"""
WHOLE = "Content-Type: message/rfc822\n\nMessage-ID: {id}\nSubject: A thing\n\nSomething has happened.\n"
HEADERS = "Content-Type: text/rfc822-headers\n\nMessage-ID: {id}\nSubject: A thing\n"


def bounce(message_id, *, action="failed", original=WHOLE):
    """A mail that came back, as Postfix writes it."""
    return BOUNCE.format(action=action, original=original.format(id=message_id)).encode()


@pytest.fixture
def bounce_mail():
    """Standard input that holds a mail that came back."""
    return lambda *args, **words: SimpleNamespace(buffer=io.BytesIO(bounce(*args, **words)))


@pytest.fixture
def own_cache(settings):
    """A cache of the test's own, in the same Redis: rate limits begin anew, and tests beside this one keep theirs."""
    settings.CACHES = {"default": {**settings.CACHES["default"], "KEY_PREFIX": uuid.uuid4().hex}}
