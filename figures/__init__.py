"""Arithmetic of figures: how a number is made fit to be shown.

Pure functions on plain values; knows nobody, not even Django.
Inside: rates, suppression, statistical process control, charts.
"""
