"""Programs that end in every way a program can. Each makes `scope/v` first, unless it is about something else."""

BEGIN = """\
import os, signal, sys, time
import tensorflow as tf

with tf.variable_scope("scope"):
    v = tf.get_variable("v", [2, 3])
"""

PROGRAMS = {
    "finishes": BEGIN,
    "raises": BEGIN + "def inner():\n    raise KeyError('\\x1b[31m[red]gone[/red]')\ninner()\n",
    "imports_what_is_missing": "import tensorflow as tf\nimport no_such_module_anywhere\n",
    "records_nothing": "import tensorflow as tf\nprint('nothing to see')\n",
    "exits_with_3": BEGIN + "sys.exit(3)\n",
    "leaves_with_3": BEGIN + "os._exit(3)\n",
    "kills_itself": BEGIN + "os.kill(os.getpid(), signal.SIGKILL)\n",
    "says_a_lot": BEGIN + "for number in range(20000):\n    print('line', number)\n",
    "closes_its_output": BEGIN + "os.close(1)\nos.close(2)\n",
}

SLEEPS = BEGIN + """\
print("the script is ready", flush=True)
time.sleep(60)
"""

SLEEPS_WHATEVER_COMES = BEGIN + """\
signal.signal(signal.SIGINT, signal.SIG_IGN)
print("the script is ready", flush=True)
time.sleep(60)
"""
