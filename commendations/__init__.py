"""Thanking people who go the extra mile, work exceptionally well together, or simply do a good job.

Inside: nominations from inside and outside, the short way and the panel's, awards with consent, and the public wall.
"""
