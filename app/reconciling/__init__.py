"""The ledger held against a list from the county or a hospital 比对: read, compared, settled by a person; nothing merges by itself."""
