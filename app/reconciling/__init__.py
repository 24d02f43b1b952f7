"""The ledger held against a list from the county or a hospital 比对: read, compared, and settled by a person alone."""
