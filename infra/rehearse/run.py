"""Plays all plays over templates, and returns what was found."""

import pathlib

from . import rules
from .events import Log
from .intrinsics import Refused
from .plays import PLAYS, Stage
from .rules import Judge
from .templates import Templates


def run(templates: Templates, parameters: pathlib.Path, flow: frozenset[str]) -> Log:
    log = Log()
    judge = Judge(rules.load(), log)
    for name, play in PLAYS.items():
        log.play = name
        try:
            play(Stage(templates, parameters, flow, log, judge))
        except Refused as refused:
            log.refused(str(refused))
    return log
