"""恢复: a backup is opened beside the ledger, what would change is shown, and it is practised or done."""
