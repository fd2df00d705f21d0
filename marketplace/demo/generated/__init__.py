"""A mesh of any size, made up from the words of several industries, for measuring how the marketplace grows.

`plan` says what product number n is, purely by number and seed; `documents` writes it down as a bundle; `rows` puts
many of them into the tables at once; `mesh` does it chunk by chunk, and takes it all away again.
"""
