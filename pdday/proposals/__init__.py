"""4. Propose, decide, accept: a proposal becomes a session."""
