"""The front door: settings, addresses, timetable and look; may import everything.

Start at settings.py (read from top to bottom), urls.py (the table of contents)
and rooms.py (the rooms and what each brings to the house).
"""

from oscb_portal.celery import app as celery_app

__all__ = ["celery_app"]
