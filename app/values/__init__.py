"""What single values mean: dates, ids, names, telephone numbers. Pure; knows no record."""
