"""The other books of the office: benefits applied for, and sessions held."""
