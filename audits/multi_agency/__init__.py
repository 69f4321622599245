"""Multi-agency audits: real cases, known by a code only, looked at by every agency that worked with the child.

Planned, sampled, answered under seal, moderated by a panel, reported, looked at again: one module for each.
"""
