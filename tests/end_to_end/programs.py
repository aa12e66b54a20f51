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
    "takes_builtins_away": BEGIN + "import builtins\nbuiltins.isinstance = builtins.len = builtins.int = None\n"
    "del builtins.str\ntf.get_variable('late', [1])\n",
    "takes_os_write_away": BEGIN + "os.write = None\nraise KeyError('mine')\n",
    "takes_linecache_away": BEGIN + """\
import linecache
linecache.getline = linecache.getlines = linecache.checkcache = linecache.updatecache = None
del linecache.lazycache
raise KeyError('mine')
""",
    "takes_frames_away": BEGIN + "sys._getframe = None\ntf.get_variable('late', [1])\n",
    "has_a_name_that_raises": BEGIN + """\
class Name(str):
    def __str__(self):
        raise KeyError('mine')

tf.get_variable(Name('late'), [1])
""",
    "closes_its_output": BEGIN + "os.close(1)\nos.close(2)\n",
}

SLEEPS = BEGIN + """\
print("the script is ready", flush=True)
time.sleep(600)
"""

SLEEPS_WHATEVER_COMES = BEGIN + """\
signal.signal(signal.SIGINT, signal.SIG_IGN)
print("the script is ready", flush=True)
time.sleep(600)
"""

LEAVES_CHILDREN = BEGIN + """\
import subprocess

def start(what, **options):
    child = subprocess.Popen([sys.executable, "-c", what], stdout=subprocess.PIPE, universal_newlines=True, **options)
    return child.stdout.readline().strip()

WAITS = "import os, time; print(os.getpid(), flush=True); time.sleep(600)"
BECOMES_A_DAEMON = "import os\\nif os.fork(): os._exit(0)\\nos.setsid()\\nif os.fork(): os._exit(0)\\n" + WAITS
print(start(WAITS), start(WAITS, start_new_session=True), start(BECOMES_A_DAEMON), flush=True)
"""
