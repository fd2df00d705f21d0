"""Every component of the pages with every state, drawn from examples out of the domain."""
