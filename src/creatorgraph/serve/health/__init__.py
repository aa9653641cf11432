"""Is it up, which build does it serve, in what state is each store."""
