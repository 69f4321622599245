"""A partnership joins council, police, health, schools, probation and charities: who we are, and who may.

Inside: agencies, people and their memberships; permissions, roles and the gate; the trail.
Also the clocks everybody shares: working days and periods.
"""
