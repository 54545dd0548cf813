"""What can be put on a card, one component a file."""
