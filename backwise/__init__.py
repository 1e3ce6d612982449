"""Backwise: what is known about back pain, as plain typed Python without Rasa."""
