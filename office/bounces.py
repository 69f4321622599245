"""Reads a mail that came back: which letter it speaks of, and why it did not arrive. Pure."""

import email
import re
from dataclasses import dataclass
from email import policy
from email.message import EmailMessage

from partnership.refusals import Refusal

MESSAGE_ID = re.compile(r"^Message-ID:\s*(<[^>\s]+>)", re.IGNORECASE | re.MULTILINE)


@dataclass(frozen=True)
class Bounce:
    """A letter that did not arrive, and the mail server's words about it."""

    message_id: str
    why: str


def read(raw: bytes) -> Bounce:
    """A delivery status notification (RFC 3464) as it came in; Refusal when it is none, or only speaks of a delay."""
    message = email.message_from_bytes(raw, policy=policy.default)
    parts = list(message.walk())
    status = next((part for part in parts if part.get_content_type() == "message/delivery-status"), None)
    if status is None:
        raise Refusal("This mail is no delivery status notification (it has no part message/delivery-status).")
    fields = _fields(status)
    if fields.get("action", "").lower() not in ("failed", ""):
        raise Refusal(f"This mail speaks of a letter that is {fields['action']}, not of one that failed.")
    found = [
        _original_id(part) for part in parts if part.get_content_type() in ("message/rfc822", "text/rfc822-headers")
    ]
    message_id = next((each for each in found if each), "")
    if not message_id:
        raise Refusal("This mail does not say which letter it is about (the original Message-ID is missing).")
    return Bounce(message_id, fields.get("diagnostic-code") or fields.get("status") or "It came back without a reason.")


def _fields(status: EmailMessage) -> dict[str, str]:
    """The fields of all blocks of a delivery status; of one named twice the first."""
    fields: dict[str, str] = {}
    for block in status.get_payload():
        for name, value in block.items():  # type: ignore[union-attr]
            fields.setdefault(name.lower(), " ".join(str(value).split()))
    return fields


def _original_id(part: EmailMessage) -> str:
    match = MESSAGE_ID.search(part.as_string())
    # The part of a forwarded message carries headers of its own; the letter's is inside.
    if part.get_content_type() == "message/rfc822":
        inside = part.get_payload(0)
        return str(inside.get("Message-ID", "")).strip()  # type: ignore[union-attr]
    return match[1] if match else ""
