"""The printed forms: content in, PDF bytes out. A form never queries and never asks the clock."""
