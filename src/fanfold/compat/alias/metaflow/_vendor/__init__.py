"""`metaflow._vendor`: libraries that Metaflow carries along, which are found under their own names here."""
