"""5. Choose: ranked wishes, "not for me", what a person needs, who goes together."""
