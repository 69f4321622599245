"""What we tell others: pages that need two rooms, and the yearly report.

Inside: figures the portal counts of itself, and the pages that set one room beside another.
"""
