"""Commands of the runbook, as a person would run them: by a shell, with the
command line of AWS. It takes most of a second to start, so one process has it
ready and forks for each command.
"""

import os
import pathlib
import signal
import socket
import subprocess
import sys
import threading

CLIENT = """#!{python} -SE
import os, socket, sys
sock = socket.socket(socket.AF_UNIX)
sock.connect({path!r})
socket.send_fds(sock, ["\\0".join(sys.argv[1:]).encode()], [1, 2])
sys.exit(sock.recv(1)[0])
"""


# Those of the runbook's commands.
SERVICES = ["backup", "cloudwatch", "cognito-idp", "dynamodb", "iam", "lambda", "logs", "sesv2", "sqs", "stepfunctions"]


class CommandLine:
    """A program `aws` in a folder, whose calls go to an emulator."""

    def __init__(self, folder, endpoint):
        self.folder = pathlib.Path(folder)
        path = str(self.folder / "socket")
        self.listener = socket.socket(socket.AF_UNIX)
        self.listener.bind(path)
        self.listener.listen()
        self.endpoint = endpoint
        program = self.folder / "aws"
        program.write_text(CLIENT.format(python=sys.executable, path=path))
        program.chmod(0o755)
        self.server = os.fork()
        if self.server == 0:
            self.serve()
        self.listener.close()

    def serve(self):
        # It ends with the walk, not with a key that is pressed in its terminal.
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        import awscli.clidriver

        driver = awscli.clidriver.create_clidriver()
        for service in SERVICES:
            # It is read once, and kept.
            driver.session.get_service_model(service)
        while True:
            connection, _ = self.listener.accept()
            threading.Thread(target=self.one, args=(connection, driver), daemon=True).start()

    def one(self, connection, driver):
        words, fds, _, _ = socket.recv_fds(connection, 1 << 20, 2)
        child = os.fork()
        if child == 0:
            os.dup2(fds[0], 1)
            os.dup2(fds[1], 2)
            arguments = ["--endpoint-url", self.endpoint, *words.decode().split("\0")]
            code = 1
            try:
                code = driver.main(arguments)
                sys.stdout.flush()
                sys.stderr.flush()
            finally:
                os._exit(code)
        _, status = os.waitpid(child, 0)
        for fd in fds:
            os.close(fd)
        connection.send(bytes([os.waitstatus_to_exitcode(status) & 0xFF]))
        connection.close()

    def run(self, block, **variables):
        """Runs a block; returns what it printed, or fails with what it complained of."""
        environment = {**os.environ, **variables, "PATH": f"{self.folder}:{os.environ['PATH']}", "AWS_PAGER": ""}
        # A command that fails is a failure of the entry, as a person would take it.
        script = f"set -euo pipefail\n{block}"
        done = subprocess.run(["bash", "-c", script], env=environment, capture_output=True, text=True, timeout=60)
        if done.returncode != 0:
            raise RuntimeError(f"{block}\nended with {done.returncode}: {done.stderr.strip() or done.stdout.strip()}")
        return done.stdout

    def close(self):
        os.kill(self.server, signal.SIGTERM)
        os.waitpid(self.server, 0)
