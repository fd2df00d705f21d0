"""What templates of the catalog can say beside the look of the house."""
