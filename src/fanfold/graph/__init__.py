"""The static graph of a flow: its steps, joins matched to splits, lint rules, drawing. Pure."""
