"""Trains Backwise when something changed, then starts it and watches over it."""
