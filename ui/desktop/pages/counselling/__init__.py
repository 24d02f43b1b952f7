"""选择方法: the methods side by side, a few questions for her safety, and what she decides."""
