"""Rehearses the deployment of built templates.

PYTHONPATH=infra python -m rehearse <built templates> [--everything]
"""

import argparse
import pathlib
import sys
import unittest

from . import flow, report, rules, templates
from .run import run

HERE = pathlib.Path(__file__).resolve().parent


def main() -> int:
    arguments = argparse.ArgumentParser(prog="rehearse")
    arguments.add_argument("built", type=pathlib.Path, help="the folder of the templates, as target/infra")
    arguments.add_argument("--parameters", type=pathlib.Path, default=HERE.parent / "parameters")
    arguments.add_argument("--deploy", type=pathlib.Path, default=HERE.parents[1] / "xtask" / "src" / "deploy")
    arguments.add_argument("--everything", action="store_true", help="print each resource of each step")
    given = arguments.parse_args()
    tests = unittest.defaultTestLoader.discover(str(HERE / "tests"), top_level_dir=str(HERE.parent))
    if not unittest.TextTestRunner(stream=sys.stdout, verbosity=1).run(tests).wasSuccessful():
        return 1
    log = run(templates.load(given.built), given.parameters, flow.read(given.deploy))
    report.print_plays(log, everything=given.everything)
    known = rules.load()
    report.print_findings(log.findings, known)
    broken = {one.rule for one in log.findings}
    print(f"\n{len(known)} rules, {len(broken)} broken, at {report.places(log.findings)} places")
    return 1 if log.findings else 0


if __name__ == "__main__":
    sys.exit(main())
