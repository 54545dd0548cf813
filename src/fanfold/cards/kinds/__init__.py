"""The types of cards that there are without doing anything, one a file."""
