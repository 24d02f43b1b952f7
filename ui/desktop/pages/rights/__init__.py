"""Rights: what people asked of the office, deleting, how long things are kept, and the papers for it."""
