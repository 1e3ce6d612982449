"""What went wrong, said to the person at the keyboard."""


class Problem(Exception):
    """A sentence that says what is wrong and what to do; no traceback is shown with it."""


DISK_FULL = "The disk is full. Make room and run the same command again."
