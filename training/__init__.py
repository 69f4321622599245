"""Embed change through training and learning.

Inside: courses and their dated events, and the people who take them.
"""
