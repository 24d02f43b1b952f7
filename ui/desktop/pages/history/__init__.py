"""历史: every change, newest first; what it was; and taking it back, seen before it is done."""
