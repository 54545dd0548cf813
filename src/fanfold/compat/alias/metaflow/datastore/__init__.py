"""`metaflow.datastore`: what stores artifacts; here only its errors have names."""
