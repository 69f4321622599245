"""The questions of the desk, a file for each subject."""
