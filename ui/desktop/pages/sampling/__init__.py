"""季查: values drawn by chance and held against her papers."""
