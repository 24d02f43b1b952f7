"""交换: what goes to the county on the stick, what comes back, what differs, and what has arrived where."""
