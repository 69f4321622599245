"""Tells from its first bytes what kind of file was sent.

Pure.
"""

import codecs

ANNEX_A, CIN_CENSUS, MASH_EVENTS, COUNTS = "annex_a", "cin_census", "mash_events", "counts"
# Known, so that whoever sends it is told where it belongs; never read as a load.
STAFFING_RETURN = "staffing_return"
_WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")


def guess(head: bytes) -> str | None:
    """The kind of load that begins so, STAFFING_RETURN, or None when it is nothing that is known here."""
    if head.startswith(_WORKBOOKS):
        return ANNEX_A
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        # A table in another script; its reader says what to do.
        return ANNEX_A
    head = head.removeprefix(codecs.BOM_UTF8).lstrip()
    if head.startswith(b"<"):
        return CIN_CENSUS
    if head.startswith(b"{"):
        return COUNTS
    first_line = head.split(b"\n", 1)[0].lower()
    if b"\x00" in first_line or not any(separator in first_line for separator in (b",", b";", b"\t")):
        return None
    if b"established_fte" in first_line:
        return STAFFING_RETURN
    return MASH_EVENTS if b"contact_ref" in first_line else ANNEX_A
