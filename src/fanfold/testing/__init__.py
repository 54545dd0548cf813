"""Public fakes and the simulator, for testing flows and fanfold itself."""
