"""The board of wanted products: asked for, wanted by more, picked up, answered."""
