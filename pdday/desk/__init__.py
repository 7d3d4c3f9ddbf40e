"""13. Pages that look across: home, my day, why I got this, all days, `pdday check`, the style guide."""
