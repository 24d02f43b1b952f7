"""抄录: what she must type into another system, in that system's order, one key for each field."""
