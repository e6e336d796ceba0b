"""Trains one network with the engine and with other frameworks, in turns on one core, and prints how many times faster who is.

    python3 bench/peers/run.py --engine native="target/release/nrr-snn bench --json"

README.md beside this file says what is equal, what is not, and what each column means.
"""

import argparse
import contextlib
import datetime
import json
import os
import platform
import shlex
import subprocess
import sys
import tempfile
import threading
from dataclasses import dataclass, field
from pathlib import Path

import environment

HERE = environment.HERE
PEERS = {"torch": "torch_peer.py", "snntorch": "snntorch_peer.py", "jax": "jax_peer.py", "tfjs": "tfjs_peer.mjs"}
# Neurons that are compared: title, settings of the engine, peers that have none such.
NETWORKS = {
    "paper": ("two channels and adaptive threshold", ["firing=summed", "adapt_strength=1"], {"snntorch"}),
    "lif": ("plain leaky integrate-and-fire", ["firing=single", "adapt_strength=0"], set()),
}
DENSITIES = ("0.5", "1")
RULES = ("rp", "bptt")
# Relative deviations of losses from the reference, see README.md: agreement; a spike that rounding flips, in the first batch and after ten.
AGREE, FIRST, LATER = 1e-5, 2e-4, 2e-2
# Seconds after which something hangs.
PATIENCE = 600
# One thread, whatever library computes.
ONE_THREAD = {f"{library}_NUM_THREADS": "1" for library in ("OMP", "MKL", "OPENBLAS", "NUMEXPR", "VECLIB_MAXIMUM", "NUMBA")}


class Failed(Exception):
    """Something outside did not work; the text says why."""


@dataclass
class Result:
    """What is known of one competitor in one case."""

    name: str
    kind: str
    version: str = ""
    note: str = ""
    batch: int = 0
    losses: list = field(default_factory=list)
    ms_per_batch: float = float("inf")
    forward_ms: float = float("inf")
    front_end_ms: float = float("inf")
    failed: str = ""
    agreement: str = ""


def last_line(text):
    """The last line that says something: where Python and Node name the error, Node after a few lines of its own."""
    lines = [line.strip() for line in text.splitlines() if line.strip() and not line.startswith("Node.js v")]
    errors = [line for line in lines if "Error" in line.split(" ")[0]]
    return (errors or lines or ["it ended without a word"])[-1][:160]


def call(command):
    """JSON that a command prints; other lines before it are passed over."""
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE)
    except (OSError, subprocess.TimeoutExpired) as error:
        raise Failed(str(error)[:160]) from error
    if done.returncode != 0:
        raise Failed(last_line(done.stderr))
    try:
        return json.loads(done.stdout[done.stdout.index("{") :])
    except ValueError as error:
        raise Failed(f"it printed no JSON: {last_line(done.stdout)}") from error


class Worker:
    """A peer that waits for its turn; it speaks as peer.py says."""

    def __init__(self, command):
        self.errors = tempfile.TemporaryFile("w+")
        try:
            self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self.errors, text=True)
        except OSError as error:
            raise Failed(str(error)) from error

    def answer(self):
        """Its next line of JSON."""
        hanging = threading.Timer(PATIENCE, self.process.kill)
        hanging.start()
        try:
            for line in self.process.stdout:
                if line.startswith("{"):
                    return json.loads(line)
        finally:
            hanging.cancel()
        self.process.wait()
        self.errors.seek(0)
        raise Failed(last_line(self.errors.read()))

    def ask(self, task, count):
        """Gives it a task and waits for the answer."""
        try:
            print(task, count, file=self.process.stdin, flush=True)
        except OSError:
            pass  # It has ended; answer() says why.
        return self.answer()

    def close(self):
        """Ends it."""
        with contextlib.suppress(OSError):
            self.process.stdin.close()
        self.process.stdout.close()
        self.process.wait()
        self.errors.close()


def peer_command(name, problem, options):
    script = str(HERE / PEERS[name])
    if script.endswith(".mjs"):
        return ["node", script, str(problem), "--modules", str(environment.node()), *options]
    return [str(environment.python()), script, str(problem), *options]


def run_case(arguments, problem, settings, skipped):
    """Results of every competitor on one problem, and the losses in double precision."""
    batches = ["--batches", str(arguments.batches)]
    results, workers = [], []

    def guarded(result, work):
        """What `work` gives; a competitor that has failed, or fails now, has no more turns."""
        if result.failed:
            return None
        try:
            return work()
        except Failed as error:
            result.failed = str(error)
            print(f"  {result.name}: {error}", file=sys.stderr)
            return None

    def start(result, name):
        worker = Worker(peer_command(name, problem, batches))
        workers.append(worker)
        first = worker.answer()
        result.name, result.version, result.note = first["peer"], first["version"], first["note"]
        result.batch, result.losses = first["batch"], first["losses"]
        return worker

    reference = []
    if "torch" in arguments.only:
        yardstick = Result("PyTorch in double precision", "reference")
        worker = guarded(yardstick, lambda: Worker(peer_command("torch", problem, [*batches, "--double"])))
        if worker:
            reference = (guarded(yardstick, worker.answer) or {"losses": []})["losses"]
            worker.close()
    turns = []
    for name in arguments.only:
        if name in skipped:
            continue
        result = Result(name, "peer")
        results.append(result)
        turns.append((result, guarded(result, lambda: start(result, name))))
    engines = [(Result(f"{name} {rule}", "engine"), command, rule) for name, command in arguments.engine for rule in RULES]
    results += [result for result, _, _ in engines]

    for turn in range(arguments.rounds):
        print(f"  round {turn + 1} of {arguments.rounds}", file=sys.stderr)
        for result, worker in turns:
            if trained := guarded(result, lambda: worker.ask("train", arguments.batches)):
                result.ms_per_batch = min(result.ms_per_batch, trained["ms_per_batch"])
            if passed := guarded(result, lambda: worker.ask("forward", 20)):
                result.forward_ms = min(result.forward_ms, passed["ms"])
        for result, command, rule in engines:
            options = ["--rule", rule, "--threads", "1", *batches, "--repeats", "1", *settings]
            if told := guarded(result, lambda: call([*shlex.split(command), *options])):
                result.version, result.batch, result.losses = told["version"], told["batch"], told["losses"]
                result.ms_per_batch = min(result.ms_per_batch, told["ms_per_batch"])
                result.forward_ms = min(result.forward_ms, told["phases"]["forward_ms"] / told["batch"])
                result.front_end_ms = min(result.front_end_ms, told["phases"]["front_end_ms_per_second"])
    for worker in workers:
        worker.close()
    reference = reference or next((r.losses for r in results if r.losses and not r.name.endswith(" rp")), [])
    for result in results:
        # A rule of its own shares the first loss alone, which is the network's before it has learnt.
        share = 1 if result.name.endswith(" rp") else len(reference)
        # The engine learns its own problem, which the peers had where it exported it.
        shared = result.kind == "peer" or arguments.exported
        result.agreement = agreement(result.losses[:share], reference[:share]) if shared else "not compared"
    return results, reference


def agreement(losses, reference):
    """How many losses, from the first on, agree with the reference, and the worst deviation of all."""
    deviations = [abs(a - b) / b for a, b in zip(losses, reference)]
    if not deviations:
        return "–"
    count = next((k for k, d in enumerate(deviations) if d > AGREE), len(deviations))
    same = deviations[0] <= FIRST and max(deviations) <= LATER
    return f"{'' if same else 'DIFFERENT: '}{count}/{len(deviations)}, worst {max(deviations):.0e}"


def changes(settings):
    """Settings as options of the engine."""
    return [option for setting in settings for option in ("--set", setting)]


def make_problem(arguments, settings, path):
    """The engine's problem, or a made-up one where no engine can export; says whether it is the engine's."""
    if arguments.exporter:
        command = [*shlex.split(arguments.exporter), "--rule", "bptt", "--batches", "1", "--repeats", "1", *changes(settings), "--export", str(path)]
        try:
            done = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE)
            if done.returncode == 0:
                return True
            print(f"no problem from the engine: {last_line(done.stderr)}", file=sys.stderr)
        except (OSError, subprocess.TimeoutExpired) as error:
            print(f"no problem from the engine: {error}", file=sys.stderr)
    subprocess.run([environment.python(), HERE / "problem.py", path, *changes(settings)], check=True)
    return False


def table(rows):
    """Rows of text in columns, the first to the left."""
    widths = [max(len(row[c]) for row in rows) for c in range(len(rows[0]))]
    lines = ["  ".join(cell.ljust(w) if c == 0 else cell.rjust(w) for c, (cell, w) in enumerate(zip(row, widths))).rstrip() for row in rows]
    return "\n".join([lines[0], "-" * len(lines[0]), *lines[1:]])


def number(x, digits):
    return "–" if x == float("inf") else f"{x:.{digits}f}"


def times(slow, fast):
    return "–" if float("inf") in (slow, fast) else f"{slow / fast:.1f}×"


def show_case(title, results):
    """The table of one case: every peer, how many times faster each engine and rule is, and whether the losses agree."""
    engines = [r for r in results if r.kind == "engine"]
    rows = [["", "utterances/s", *(f"{e.name} faster" for e in engines), "one forward pass, ms", "losses agree"]]
    for r in results:
        ratios = [times(r.ms_per_batch, e.ms_per_batch) if r.kind == "peer" else "" for e in engines]
        verdict = f"failed: {r.failed}" if r.failed else r.agreement
        rows.append([f"{r.name} {r.version}", number(r.batch * 1e3 / r.ms_per_batch if r.batch else float("inf"), 0), *ratios, number(r.forward_ms, 2), verdict])
    return f"\n{title}\n\n{table(rows)}"


def show_front_end(peers_ms, engines_ms):
    """The side table of the front end, from milliseconds by name."""
    rows = [["front end, one second of speech", "ms", *(f"{name} faster" for name in engines_ms)]]
    for name, ms in peers_ms.items():
        rows.append([name, number(ms, 3), *(times(ms, engine) for engine in engines_ms.values())])
    rows += [[name, number(ms, 3), *("" for _ in engines_ms)] for name, ms in engines_ms.items()]
    return f"\n{table(rows)}"


def measured(result):
    """A result as JSON: there is no infinity, what was not measured is null."""
    return {key: None if value == float("inf") else value for key, value in vars(result).items()}


def processor():
    """The processor's name."""
    with contextlib.suppress(OSError):
        for line in Path("/proc/cpuinfo").read_text().splitlines():
            if line.startswith("model name"):
                return line.split(":", 1)[1].strip()
    return platform.processor() or platform.machine()


def pin(core):
    """Holds this process and all that it starts to one core; says which, where the system can."""
    if not hasattr(os, "sched_setaffinity"):
        return None
    core = max(os.sched_getaffinity(0)) if core is None else core
    os.sched_setaffinity(0, {core})
    return core


def named(text):
    name, _, command = text.partition("=")
    if not name or not command:
        raise argparse.ArgumentTypeError(f'expected NAME=COMMAND, for example native="target/release/nrr-snn bench --json", got {text!r}')
    return name, command


def peers(text):
    names = [name.strip() for name in text.split(",") if name.strip()]
    if unknown := [name for name in names if name not in PEERS]:
        raise argparse.ArgumentTypeError(f"no peer {unknown[0]!r}; there are {', '.join(PEERS)}")
    return names


def positive(text):
    if not text.isdigit() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"expected a whole number from 1 on, got {text!r}")
    return int(text)


def parse():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--engine", type=named, action="append", default=[], metavar="NAME=COMMAND", help="a command that takes the options of `nrr-snn bench` and prints its JSON")
    parser.add_argument("--exporter", metavar="COMMAND", help="writes the problem with --export FILE [default: the engine named native]")
    parser.add_argument("--problem", type=Path, metavar="FILE", help="take this problem alone, without engines")
    parser.add_argument("--only", type=peers, default=list(PEERS), metavar="LIST", help=f"peers, with commas between [default: {','.join(PEERS)}]")
    parser.add_argument("--rounds", type=positive, default=3, help="turns of everyone; the least time counts [default: 3]")
    parser.add_argument("--batches", type=positive, default=10, help="batches of a turn [default: 10]")
    parser.add_argument("--core", type=int, help="core that all run on [default: the last]")
    parser.add_argument("--quick", action="store_true", help="one round of three batches, loop density 0.5 alone")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the numbers too")
    arguments = parser.parse_args()
    if arguments.quick:
        arguments.rounds, arguments.batches = 1, 3
    if arguments.problem and arguments.engine:
        parser.error("--problem goes without --engine: an engine learns its own problem")
    arguments.exporter = arguments.exporter or dict(arguments.engine).get("native")
    return arguments


def cases(arguments, folder):
    """Every case as (id, title, problem file, settings, peers without such a neuron)."""
    if arguments.problem:
        arguments.exported = False
        yield "problem", f"{arguments.problem}", arguments.problem, [], set()
        return
    for network, (title, settings, skipped) in NETWORKS.items():
        for density in DENSITIES[:1] if arguments.quick else DENSITIES:
            path = folder / f"{network}-{density}.safetensors"
            settings_here = [*settings, f"density={density}"]
            arguments.exported = make_problem(arguments, settings_here, path)
            made_up = "" if arguments.exported else " (made-up data: no engine to export its own)"
            yield f"{network}-{density}", f"{title}, loop density {density}{made_up}", path, settings_here, skipped


def main():
    arguments = parse()
    # Installed before this process is held to one core.
    environment.python()
    if "tfjs" in arguments.only:
        environment.node()
    os.environ.update(ONE_THREAD)
    cores = os.cpu_count()
    core = pin(arguments.core)
    where = f"all on core {core}" if core is not None else "not held to a core: this system cannot"
    head = {
        "date": datetime.datetime.now(datetime.timezone.utc).isoformat(timespec="minutes"), "processor": processor(), "cores": cores, "core": core,
        "python": platform.python_version(), "rounds": arguments.rounds, "batches": arguments.batches,
    }
    print(f"{head['date']}, {head['processor']}, {cores} cores, {where}, one thread each, Python {head['python']}")
    if not arguments.problem:
        print("network 39 inputs, 500 recurrent, 10 leaky readout; 39 steps, batch 50, Adam; peers by exact BPTT")
    report = {**head, "cases": {}}
    engines = {}
    with tempfile.TemporaryDirectory() as folder:
        for case, title, path, settings, skipped in cases(arguments, Path(folder)):
            print(title, file=sys.stderr)
            results, reference = run_case(arguments, path, changes(settings), skipped)
            print(show_case(title, results), flush=True)
            report["cases"][case] = {"title": title, "settings": settings, "reference_losses": reference, "results": [measured(r) for r in results]}
            for r in (r for r in results if r.kind == "engine"):
                name = r.name.rpartition(" ")[0]
                engines[name] = min(engines.get(name, float("inf")), r.front_end_ms)
    notes = {r["name"]: r["note"] for case in report["cases"].values() for r in case["results"] if r["note"]}
    try:
        report["front_end"] = call([environment.python(), HERE / "front_end.py", "--rounds", str(arguments.rounds * 20)])
        print(show_front_end(report["front_end"]["ms"], engines))
        notes |= report["front_end"]["notes"]
    except Failed as error:
        print(f"\nfront end: {error}")
    print("\n" + "\n".join(f"{name}: {note}" for name, note in notes.items()))
    print("losses agree: how many of the losses, batch by batch, are those of PyTorch in double precision to 1e-5; README.md says what flips a spike")
    if arguments.json:
        arguments.json.write_text(json.dumps(report, indent=1, allow_nan=False) + "\n")


if __name__ == "__main__":
    main()
