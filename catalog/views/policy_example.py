"""What a new policy begins with."""

EXAMPLE = """\
policy: every-product-is-described
name: Every product says what it is for
why: People choose what to read by what is said about it.
severity: medium                  # low, medium or high
applies to: product               # product, port, column or grant

# scope:                          # only some products; every product where this is left away
#   domains: [clinical]
#   archetypes: [aggregate]
#   tags: [gold]

# when:                           # only where this holds
#   product.ports: {at least: 1}

require:
  product.description: {longer than: 30}
  product.purpose: present

says: "{product.name} does not say what it is for."
remedy: Add a description with a purpose to the data product.
"""
