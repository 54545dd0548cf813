"""Running a flow from Python."""
