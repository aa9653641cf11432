"""Schema versions of the app database, one file each."""
