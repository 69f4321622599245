"""Turns a sender's reference into a pseudonym that nobody without the key can turn back or guess.

Pure: the key (HASH_KEY) is handed in. HMAC-SHA256, cut to 128 bits, written in hexadecimal.
"""

import hmac

SEPARATOR = "\x1f"


def pseudonym(*parts: str, key: bytes) -> str:
    """32 hexadecimal digits for the parts in their order; raises ValueError when the key is shorter than 16 bytes.

    The parts name the kind of reference and the area first, so that a child, a household and a contact that
    happen to share a number get different pseudonyms, and the same number in two areas, too.
    """
    if len(key) < 16:
        raise ValueError("the key for pseudonyms is too short")
    message = SEPARATOR.join(parts)
    if message.count(SEPARATOR) >= len(parts):
        message = SEPARATOR.join(part.replace(SEPARATOR, " ") for part in parts)
    return hmac.digest(key, message.encode(), "sha256").hex()[:32]
