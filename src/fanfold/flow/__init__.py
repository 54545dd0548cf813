"""What users write: flows, steps, decorators, parameters; and the graph read from their source."""
