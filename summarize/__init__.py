"""Key sentences of Arabic text and stories across articles. Works on plain strings; needs no model."""
