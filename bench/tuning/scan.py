"""Accuracy of settings on a part of the training set that is kept aside: how the defaults were chosen.

    python3 bench/tuning/scan.py bench/tuning/rules.json --data ../shared/fsdd [--out target/tuning]

A scan names a system and a rule, settings that all its runs share, and either single changes ("runs") or a grid ("grid": every combination).
Each run trains on four fifths of the training part of the official split and is judged on the last fifth (`validation=0.2`, drawn anew from
each seed) after its last epoch; the test part is neither printed nor kept. Results are kept in --out, so that a stopped scan goes on.
"""

import argparse
import hashlib
import itertools
import json
import statistics
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def runs_of(scan):
    for name, change in scan.get("runs", {}).items():
        yield name, change
    grid = scan.get("grid", {})
    if grid:
        for values in itertools.product(*grid.values()):
            change = dict(zip(grid, values))
            yield ", ".join(f"{k} {v}" for k, v in change.items()), change


def train(program, data, scan, change, seed, out):
    settings = {"validation": 0.2, "angle_utterances": 0, **scan.get("settings", {}), **change}
    system, rule = settings.pop("system", scan["system"]), settings.pop("rule", scan["rule"])
    epochs, preset = settings.pop("epochs", scan["epochs"]), settings.pop("preset", scan.get("preset", "tuned"))
    command = [program, "train", "--data", data, "--split", "official", "--system", system, "--rule", rule, "--epochs", str(epochs), "--preset", preset]
    command += ["--seed", str(seed), "--json", "-"] + [f"--set={k}={v}" for k, v in sorted(settings.items())]
    kept = out / (hashlib.sha256(json.dumps(command[1:]).encode()).hexdigest()[:24] + ".json")
    if kept.exists():
        return json.loads(kept.read_text())
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode:
        result = {"stopped": done.stderr.strip().splitlines()[-1] if done.stderr.strip() else "stopped"}
    else:
        told = json.loads(done.stdout)
        last = told["history"][-1]
        layers = [round(layer["firingRate"], 3) for layer in last["layers"]]
        result = {"accuracy": 100 * last["validationAccuracy"], "train": 100 * last["trainAccuracy"], "rate": layers, "seconds": told["seconds"]}
    kept.write_text(json.dumps(result))
    return result


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("scan", type=Path)
    parser.add_argument("--data", required=True)
    parser.add_argument("--program", default=str(ROOT / "target/release/nrr-snn"))
    parser.add_argument("--out", type=Path, default=ROOT / "target/tuning")
    a = parser.parse_args()
    a.out.mkdir(parents=True, exist_ok=True)
    for scan in json.loads(a.scan.read_text()):
        print(f"\n### {scan['title']}\n")
        shared = ", ".join(f"`{k}={v}`" for k, v in scan.get("settings", {}).items())
        seeds = scan.get("seeds", [1, 2, 3])
        print(f"`{scan['system']}`, rule `{scan['rule']}`, preset {scan.get('preset', 'tuned')}, {scan['epochs']} epochs, seeds {', '.join(map(str, seeds))}{'; ' + shared if shared else ''}.\n")
        print("| setting | validation accuracy, mean | each seed | training | spikes per neuron and step |\n|---|---|---|---|---|")
        for name, change in runs_of(scan):
            results = [train(a.program, a.data, scan, change, seed, a.out) for seed in seeds]
            good = [r for r in results if "accuracy" in r]
            if not good:
                print(f"| {name} | stopped | {results[0]['stopped'][:110]} | | |", flush=True)
                continue
            mean = lambda key: statistics.mean(r[key] for r in good)
            each = " ".join(f"{r['accuracy']:.1f}" if "accuracy" in r else "stopped" for r in results)
            print(f"| {name} | {mean('accuracy'):.2f} | {each} | {mean('train'):.1f} | {good[-1]['rate']} |", flush=True)


if __name__ == "__main__":
    sys.exit(main())
