"""What each section of a yearly report gathers, a module for each kind of work.

Importing this package enters all of them.
"""

from reports.gathered import checks, figures, learnt, people, promises, resources, trained

__all__ = ["checks", "figures", "learnt", "people", "promises", "resources", "trained"]
