"""The business unit's desk, which serves every room: rules, letters, files, forms, search.

Nothing here belongs to one room: a thing enters only if two rooms need it
and it has a name from the partnership's world.
"""
