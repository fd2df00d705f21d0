"""Begin a product from what exists: a table, a SELECT, another product, a file; and what the data itself proposes.

Pure, and tested as such: names, classifiers, national_ids, person_names, keys, ranges, suggestions, documents, sources.
"""
