"""How effectively local agencies work together: they check themselves, each other, and real cases.

Inside: self-assessments of agencies and schools, and multi-agency audits of cases known by a code only.
"""
