"""Runs a program on a terminal of its own, as its session's leader: types each argument after -- when its prompt has come, and prints all."""
import os, pty, select, sys, time

split = sys.argv.index("--")
steps = [step.split("=>", 1) for step in sys.argv[1:split]]
pid, terminal = pty.fork()
if pid == 0:
    os.execvp(sys.argv[split + 1], sys.argv[split + 1:])
seen, at, deadline = b"", 0, time.monotonic() + 50
while time.monotonic() < deadline:
    if steps and steps[0][0].encode() in seen[at:]:
        at = len(seen)
        os.write(terminal, steps.pop(0)[1].encode().decode("unicode_escape").encode())
    if not select.select([terminal], [], [], 0.05)[0]:
        continue
    try:
        data = os.read(terminal, 4096)
    except OSError:
        break
    if not data:
        break
    seen += data
os.write(1, seen)
ended, status = 0, 0
while not ended and time.monotonic() < deadline:
    ended, status = os.waitpid(pid, os.WNOHANG)
    time.sleep(0.01)
if not ended:
    os.kill(pid, 9)
sys.exit(os.waitstatus_to_exitcode(status) if ended else 99)
