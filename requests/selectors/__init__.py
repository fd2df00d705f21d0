"""Everything a page about access shows, gathered in a fixed number of queries. Nothing here writes."""
