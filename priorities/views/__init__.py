"""The pages of findings, recommendations and actions, a file for each subject."""
