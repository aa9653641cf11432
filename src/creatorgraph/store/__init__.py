"""The app database: decisions of people, tracked accounts, creators, and the identity ledger. Durable."""
