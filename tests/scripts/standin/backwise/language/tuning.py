"""Stands in for the training of the danger detector. What it does is set by STANDIN."""

import os
import sys
from pathlib import Path

if os.environ.get("STANDIN") == "tuning fails":
    sys.exit("backwise.language.lexicon.LexiconError: fever.yml: a list is broken")
Path("models").mkdir(exist_ok=True)
Path("models/detector.npz").touch()
