"""The lint rules, one file each: `check(graph)` is the error, or None. `graph.lint` holds their order."""
