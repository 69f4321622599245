"""Learning from serious incidents and case reviews, and making sure that change happens.

Inside: work on a review by code name, the statutory clock, what is published, and messages that keep repeating.
"""
