"""Dates in full, because "23 Nov" is harder to read than "23 November"; Django's own are short."""

DATE_FORMAT = "j F Y"
SHORT_DATE_FORMAT = "j M Y"
TIME_FORMAT = "H:i"
DATETIME_FORMAT = "j F Y, H:i"
