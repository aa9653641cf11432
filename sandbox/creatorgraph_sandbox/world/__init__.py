"""The generated world: people and brands, their accounts, posts, counters, and the truth about them."""
