"""The ways in which people reach Backwise."""
