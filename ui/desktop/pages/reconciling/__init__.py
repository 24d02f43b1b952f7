"""比对: the ledger held against a list that was sent."""
