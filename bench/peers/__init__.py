"""Suifang's exchange and other ways of keeping copies alike, put to the same work on the same machine."""
