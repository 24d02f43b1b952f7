"""Understanding a roster 花名册 exported by another system: columns, rows, people, and what the ledger should make of them."""
