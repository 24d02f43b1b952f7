"""What is offered to a woman and when: derived from her records, her answers and a date. See ``docs/followups.md``."""
