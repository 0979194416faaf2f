"""What stops a command, told in one sentence that says what to do.

Only the standard library is used here: both environments and the set-up import this module.
"""


class Problem(Exception):
    """A failure whose message is one plain sentence for the person at the terminal.

    It is shown as it stands, without a traceback, and the command ends with a non-zero code.
    """
