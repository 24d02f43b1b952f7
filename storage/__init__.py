"""The encrypted ledger: schema, reading and writing, search, history and backup."""
