"""Pages for people, rendered on the server: no script, no request to anywhere else."""
