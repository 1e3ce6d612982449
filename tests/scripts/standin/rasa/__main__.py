"""Stands in for Rasa: `train` writes a file, `run` says hello. What it does is set by STANDIN."""

import itertools
import os
import sys
import time
import warnings
from pathlib import Path

from standin import serve

command, *arguments = sys.argv[1:]
how = os.environ.get("STANDIN", "")
option = dict(itertools.pairwise(arguments))

if command == "train":
    with Path("trainings").open("a") as trainings:
        trainings.write("trained\n")
    print("INFO - Starting to train component 'rasa_ext.nlu.Reader'.", flush=True)
    if how == "training fails":
        sys.exit("rasa.shared.exceptions.InvalidDomain: the intent 'x' is named twice.")
    if how == "no domain":
        warnings.warn("Loading domain from 'domain.yml' failed. Using empty domain.", stacklevel=1)
        sys.exit("Encountered empty domain during validation.")
    if how == "disk full":
        sys.exit("OSError: [Errno 28] No space left on device")
    if how == "training hangs":
        time.sleep(60)
    if how != "no model":
        Path(option["--out"], option["--fixed-model-name"] + ".tar.gz").touch()
elif how == "server dies":
    sys.exit("no such channel")
else:
    serve(option["--interface"], int(option["--port"]), deaf=how == "deaf")
