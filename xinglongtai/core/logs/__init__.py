"""What the program writes into its log: one JSON line an entry, findable by the number of its request, and nothing personal in it."""
