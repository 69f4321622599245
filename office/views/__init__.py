"""The pages of the desk, a file for each subject: joining, people, agreements, drafts, search and the rest."""
