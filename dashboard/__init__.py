"""A clear view on the system: demand on the MASH, staff shortages, and whether vulnerable children are seen.

Inside: measures and their readings, loads of case-level files, and the job that turns rows into readings.
"""
