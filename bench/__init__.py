"""Measurements against something run in the same minute on the same machine; results are kept in RESULTS.md."""
