"""户: who lives behind which door, the groups, and the order of the round."""
