"""Who is the same: evidence, candidate pairs, scores with reasons, constrained clusters, and stable identities."""
