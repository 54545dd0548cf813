"""Runs that Metaflow recorded in a `.metaflow` folder, copied so that the client reads them as its own."""
