"""The flow that `fanfold demo` runs, and the real data it runs on."""
