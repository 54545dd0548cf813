"""The same work without fanfold, each a script of its own that is timed as a whole command."""
