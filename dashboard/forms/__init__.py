"""The questions of the dashboard, a file for each subject."""
