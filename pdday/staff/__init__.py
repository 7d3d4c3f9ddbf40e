"""1. Who we are: people, schools, roles, sign-in."""
