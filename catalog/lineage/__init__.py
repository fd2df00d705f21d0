"""Where data comes from: columns out of SQL, and questions about the graph that they make."""
