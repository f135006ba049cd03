"""The grammars of the standards, as pure functions and patterns. This room imports no other."""
