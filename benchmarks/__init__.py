"""What fanfold costs, measured as a user would see it: whole commands, beside their peers, in one run."""
