"""From the text of a message to what it says: pain, signs, answers."""
