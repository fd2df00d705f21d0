"""The guided configuration: step by step, for somebody who has never seen YAML.

`pages` is the door; `desk` opens the draft, `saving` keeps what was entered and settles what two people did at once,
`forms` makes fields of documents. Each step is a module with its forms beside it: `describe` and `describe_forms`.
What a step reads from and writes into the documents is pure code in `catalog/guide`.
"""
