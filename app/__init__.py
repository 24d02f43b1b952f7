"""What a village ledger is: records, rules, indicators and forms; pure, without Qt, SQL or a clock."""
