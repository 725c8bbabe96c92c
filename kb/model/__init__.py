"""The nouns: frozen values without files, clock or tools; nothing in, values out."""
