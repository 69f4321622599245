"""Thanking people who go the extra mile, work exceptionally well together, or simply do a good job.

Inside: nominations, awards, and the wall the public reads.
"""
