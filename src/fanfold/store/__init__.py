"""What lies on disk: a run is a folder."""
