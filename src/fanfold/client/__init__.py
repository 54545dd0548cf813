"""Reading finished and running runs: Flow, Run, Step, Task, DataArtifact."""
