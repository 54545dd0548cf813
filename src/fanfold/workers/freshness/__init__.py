"""What a task of a warm worker finds as the first one did, one kind a file."""
