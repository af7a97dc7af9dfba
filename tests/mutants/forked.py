"""A pytest plugin that tries every mutant in a fork of one collected session. 逐个变异体试验。

mutmut makes the mutants, the switch between them and the list of tests that reach each function. Its own runner collects
the tests anew for every mutant, which takes longer than to kill one; here they are collected once. A test that killed
a mutant of the same function goes first, then the quickest.
"""

from __future__ import annotations

import json
import os
import resource
import time
from collections import defaultdict
from fnmatch import fnmatch
from functools import lru_cache
from pathlib import Path
from typing import Any, TextIO

import pytest
from _pytest.runner import runtestprotocol
from mutmut.mutation.trampoline import set_mutant_under_test

#: CPU seconds a mutant may take before it is held to run for ever.
LIMIT = 240
RESULTS, LOG = Path("killed.json"), Path("mutants.log")
#: Tests written for a module, by the words of its name that a file of tests shares; scoring has the odd counties.
OWN = {
    "standard.in_force": ("test_in_force",),
    "scoring.compare": ("test_exact", "test_a_hundred_counties"),
    "intake.agreement": ("test_agreement", "test_parts_above"),
    "intake.plausible": ("test_plausible",),
    "intake": ("test_{name}",),
}
WARMING = ("test_cases.py", "test_agreement.py")
#: Many counties in one call kill most; what evaluates whole samples comes last. Seconds.
ORDER = {"test_a_hundred_counties": -10.0, "test_golden.py": 20.0}


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--mutants", default="*", help="names of mutants, with * for any letters")
    parser.addoption("--children", type=int, default=2, help="mutants tried at the same time")
    parser.addoption(
        "--quick", action="store_true", help="only the tests written for the module; the others are for --again"
    )
    parser.addoption("--again", action="store_true", help="try the survivors of the last time again, and no others")


def pytest_runtestloop(session: pytest.Session) -> bool:
    items = {item.nodeid: item for item in session.items}
    reached, seconds = _statistics()
    _reckon_once()
    set_mutant_under_test("")
    # What is imported or written only once is so before the forks; nothing that a mutant could change is kept.
    for file in WARMING:
        first_of = next((item for item in session.items if file in item.nodeid), None)
        if first_of is not None:
            runtestprotocol(first_of, nextitem=session.items[-1], log=False)
    with LOG.open("a", encoding="utf-8", buffering=1) as log:
        return _try_all(session, items, reached, seconds, log)


def _try_all(
    session: pytest.Session,
    items: dict[str, Any],
    reached: dict[str, list[str]],
    seconds: dict[str, float],
    log: TextIO,
) -> bool:
    known: dict[str, str] = json.loads(RESULTS.read_text(encoding="utf-8")) if RESULTS.exists() else {}
    asked = [name for name in _mutants() if fnmatch(name, session.config.getoption("--mutants"))]
    if session.config.getoption("--again"):
        asked = [name for name in asked if known.get(name) == ""]
    else:
        asked = [name for name in asked if name not in known]
    killers: dict[str, list[str]] = defaultdict(list)
    running: dict[int, tuple[str, list[str], int]] = {}
    done, began = 0, time.monotonic()
    control = os.fork()
    if not control:
        _try(
            "",
            [item for item in session.items if "test_in_force" in item.nodeid or "test_exact" in item.nodeid],
            log.fileno(),
        )
    if os.waitpid(control, 0)[1]:
        raise pytest.UsageError(f"a test fails without any mutant: {LOG}")
    while asked or running:
        while asked and len(running) < session.config.getoption("--children"):
            name = asked.pop(0)
            function = name.partition("__mutmut_")[0]
            own = _own_tests(name)
            if session.config.getoption("--quick"):
                tests = [test for test in items if any(word in test for word in own)]
            else:
                tests = [test for test in reached.get(function, ()) if test in items]
            first = {test: at for at, test in enumerate(reversed(killers[function]))}
            tests.sort(
                key=lambda test: (
                    first.get(test, len(first)),
                    not any(word in test for word in own),
                    seconds.get(test, 1),
                )
            )
            reading, writing = os.pipe()
            pid = os.fork()
            if not pid:
                os.close(reading)
                _try(name, [items[test] for test in tests], writing)
            os.close(writing)
            running[pid] = (name, tests, reading)
        pid, status = os.wait()
        name, tests, reading = running.pop(pid)
        with os.fdopen(reading) as pipe:
            killer = pipe.read()
        known[name] = killer or ("timeout or crash" if status else "")
        if killer:
            own = killers[name.partition("__mutmut_")[0]]
            if killer in own:
                own.remove(killer)
            own.append(killer)
        done += 1
        if not known[name] or done % 50 == 0:
            RESULTS.write_text(json.dumps(known, ensure_ascii=False, indent=0), encoding="utf-8")
            pace = (time.monotonic() - began) / done
            print(
                f"{done} done, {len(asked)} to go, {pace:.2f} s each{'' if known[name] else ': lives ' + name}",
                file=log,
            )
    RESULTS.write_text(json.dumps(known, ensure_ascii=False, indent=0), encoding="utf-8")
    return True


def _try(name: str, tests: list[Any], pipe: int) -> None:
    """In the child: the first test that fails kills it."""
    resource.setrlimit(resource.RLIMIT_CPU, (LIMIT, LIMIT))
    quiet = os.open(os.devnull, os.O_WRONLY)
    os.dup2(quiet, 1)
    os.dup2(quiet, 2)
    set_mutant_under_test(name)
    if tests:
        tests[0].session._setupstate.teardown_exact(tests[0])
    for at, item in enumerate(tests):
        following = tests[at + 1] if at + 1 < len(tests) else None
        reports = runtestprotocol(item, nextitem=following, log=False)
        if any(report.failed for report in reports):
            os.write(pipe, item.nodeid.encode())
            if not name:
                os.write(pipe, "\n".join(str(report.longrepr) for report in reports).encode())
            os._exit(1)
    os._exit(0)


def _own_tests(mutant: str) -> tuple[str, ...]:
    floor, module = mutant.split(".")[1:3]
    words = OWN.get(f"{floor}.{module}") or OWN.get(floor) or ("test_a_hundred_counties",)
    return tuple(word.format(name=module) for word in words)


def _mutants() -> list[str]:
    found = []
    for path in sorted(Path("src").rglob("*.meta")):
        found += json.loads(path.read_text(encoding="utf-8"))["exit_code_by_key"]
    return found


def _statistics() -> tuple[dict[str, list[str]], dict[str, float]]:
    """Which tests reach each function, and how long each takes, as mutmut wrote it; --quick does without."""
    path = Path("mutmut-stats.json")
    if not path.exists():
        return {}, {}
    said = json.loads(path.read_text(encoding="utf-8"))
    seconds = {
        test: took + sum(more for word, more in ORDER.items() if word in test)
        for test, took in said["duration_by_test"].items()
    }
    return said["tests_by_mangled_function_name"], seconds


def _reckon_once() -> None:
    """What shares no code with the mutants is worked out before the forks; a disagreement is not made smaller."""
    import reckon.test_odd_counties as odd
    from reckon import agree, reckoner

    answers: dict[tuple[str, str, Any], Any] = {}
    plain = reckoner.reckon

    def remembered(county: Any, code: str, as_of: Any) -> Any:
        key = (repr(county), code, as_of)
        if key not in answers:
            answers[key] = plain(county, code, as_of)
        return answers[key]

    reckoner.reckon = remembered
    odd.counties = lru_cache(odd.counties)
    odd.smallest = lambda drawn, *rest: drawn
    for as_of in odd.DATES:
        for code, drawn in odd.counties(7, as_of.year, 100, as_of.year).items():
            remembered(agree.as_handed_in(drawn), code, as_of)
