"""The run as a state machine with one door: `handle(event) -> effects`. Pure."""
