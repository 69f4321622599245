"""Oakshire, the made-up county of the demonstration: its agencies, people, plan, demand and staffing.

No person, place or organisation in it is real. The same seed gives the same county.
"""
