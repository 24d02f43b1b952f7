"""Data only: code lists, texts, fonts, icons, translations and reference tables, each with source and licence."""
