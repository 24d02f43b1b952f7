"""The widgets pages are made of. One look, one way with the keyboard, every one with a name for screen readers."""
