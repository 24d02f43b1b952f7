"""记录随访: one visit on one screen."""
