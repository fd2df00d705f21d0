"""What each step of the guided configuration reads from a bundle and writes into it.

The law of this package: it is pure. Documents in, documents out; no Django, no database. A field knows where its value
stands in a document, and leaves alone what it does not understand. `catalog/spec/edits.py` then changes the text of
the bundle, and nothing but what a field has touched.
"""
