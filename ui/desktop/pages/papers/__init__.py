"""表册: every form, looked at, printed, saved as PDF or as a table."""
