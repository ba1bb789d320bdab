"""Starts ministack with what it gets wrong put right: each module beside this
one patches one thing and says what AWS does instead. The patches reach into its
inside, so they hold for one version. It ends when its standard input does, so
that it never outlives the process that started it.

python launcher.py, with ministack's own variables, and
  EDGE_PORT   where CloudFront's part is played
  APP_FOLDER  the built web app, if there is one
  CALLS_FILE  in which every call of a function is noted, if it is set
  AS_BUILT    set where templates come as `cargo xtask deploy` sends them
"""

import asyncio
import importlib.metadata
import os
import resource
import signal
import sys
import threading

VERSION = "1.5.33"
HOST = "127.0.0.1"


def patch():
    import accounts
    import calls
    import deployments
    import gateway
    import mail
    import parameters
    import policies
    import queues
    import runtime
    import secrets_by_path
    import streams
    import tables
    import usage_keys

    if file := os.environ.get("CALLS_FILE"):
        # First, so that it sees what the others make of a question.
        calls.apply(file)
    parts = policies, gateway, streams, queues, accounts, secrets_by_path, parameters, mail, tables, usage_keys, runtime
    for part in (*parts, deployments):
        part.apply()


def end_with_input():
    sys.stdin.buffer.read()
    os.kill(os.getpid(), signal.SIGTERM)


async def serve():
    from hypercorn.asyncio import serve as listen
    from hypercorn.config import Config
    from ministack.app import app

    import edge

    ports = int(os.environ["GATEWAY_PORT"]), int(os.environ["EDGE_PORT"])
    config = Config()
    config.bind = [f"{HOST}:{port}" for port in ports]
    config.keep_alive_timeout = 75
    ended = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, ended.set)
    asyncio.get_running_loop().add_signal_handler(signal.SIGINT, ended.set)
    threading.Thread(target=end_with_input, daemon=True).start()
    await listen(edge.before(app, ports[1], os.environ.get("APP_FOLDER")), config, shutdown_trigger=ended.wait)


def main():
    found = importlib.metadata.version("ministack")
    if found != VERSION:
        sys.exit(f"the patches are for ministack {VERSION}, not {found}")
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    patch()
    asyncio.run(serve())


if __name__ == "__main__":
    main()
