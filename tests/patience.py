"""How long a test waits for what is to come: a machine that is busy is no fault, and only a test that fails waits so long."""

SECONDS = 90.0
LONG = 10 * SECONDS  # where one step goes through a whole history in a process of its own
