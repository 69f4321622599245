"""The code of the day: it changes every half minute, so that a picture of it sent to somebody at home is worth nothing.

Pure. A code is a keyed digest of session and half minute (HMAC-SHA256, shortened); the last one still counts, because
a phone takes a moment to open the page.
"""

import hmac
from datetime import datetime
from hashlib import sha256

STEP = 30  # seconds
STILL_COUNTS = 4  # codes before the present one: two minutes to open the page, sign in and press
LENGTH = 10


def code_at(secret: str, session: int, at: datetime, *, back: int = 0) -> str:
    """The code of a session at a moment, or `back` codes before it."""
    step = int(at.timestamp()) // STEP - back
    digest = hmac.new(secret.encode(), f"{session}:{step}".encode(), sha256).hexdigest()
    return digest[:LENGTH]


def fits(secret: str, session: int, code: str, at: datetime) -> bool:
    """Whether a code is the present one or one of the last few."""
    return any(hmac.compare_digest(code_at(secret, session, at, back=back), code) for back in range(STILL_COUNTS + 1))
