"""What the pages of documents are made of."""
