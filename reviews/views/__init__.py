"""The pages of reviews, a file for each subject."""
