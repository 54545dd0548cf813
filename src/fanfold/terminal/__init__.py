"""What a person sees while a flow runs."""
