"""The board leads, gives direction and checks: what we have found, promised and done.

Inside: plans with their aims and priorities. Findings, actions and the golden thread follow.
"""
