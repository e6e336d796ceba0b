"""A reproduction as tasks of a Ray cluster, brought back and merged here: see README.md."""

import argparse
import ctypes
import functools
import hashlib
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import ray

# What `nrr-snn` ends with when it was asked to stop and has kept the run half-way.
STOPPED = 130


def run(program, arguments, job, key, half):
    """Runs one job on some node: the exit code, the result and the state half-way as bytes (or None), and what the program said."""
    # A worker that comes after one that died finds its state half-way here; another version or other data have another folder.
    scratch = Path(tempfile.gettempdir()) / f"nrr-snn-{os.getuid()}-{key}" / hashlib.sha256(job.encode()).hexdigest()[:16]
    jobs = scratch / "jobs"
    jobs.mkdir(parents=True, exist_ok=True)
    result, halfway = jobs / f"{job}.json", jobs / f"{job}.half"
    if half is not None and not halfway.exists():
        halfway.write_bytes(half)
    command = [program, "reproduce", *arguments, "--out", str(scratch), "--job", job, "--threads", "1"]
    # Linux sends SIGTERM (PR_SET_PDEATHSIG, 1) to the program when this worker is gone; elsewhere it goes on to its end beside the next.
    tell = functools.partial(ctypes.CDLL(None).prctl, 1, signal.SIGTERM) if sys.platform == "linux" else None
    done = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, preexec_fn=tell)
    made = [path.read_bytes() if path.is_file() else None for path in (result, halfway)]
    if done.returncode == 0:
        shutil.rmtree(scratch, ignore_errors=True)
    return done.returncode, *made, done.stderr.decode(errors="replace").strip()


def write(path, data):
    """By way of a second file: an interruption leaves none that is half written."""
    part = path.with_name(path.name + ".part")
    part.write_bytes(data)
    part.replace(path)


def listed(program, arguments, out):
    """The ids of all runs, and of those that are not finished in `out`."""
    text = subprocess.run([program, "reproduce", *arguments, "--out", out, "--list-jobs"], check=True, stdout=subprocess.PIPE).stdout
    jobs = [json.loads(line) for line in text.splitlines()]
    return [job["id"] for job in jobs], [job["id"] for job in jobs if job["state"] != "finished"]


def main():
    usage = "ray_run.py [--address HOST:PORT] [--program PROGRAM] [--tries N] OUT -- WHAT [OPTIONS of nrr-snn reproduce]…"
    parser = argparse.ArgumentParser(description=__doc__, usage=usage, allow_abbrev=False)
    parser.add_argument("out", metavar="OUT", type=Path, help="folder for results, report.html and results.json")
    parser.add_argument("--address", help="a running cluster, such as HOST:6379 or auto; without it this machine alone")
    parser.add_argument("--program", default="nrr-snn", help="the program, at the same place on every node")
    parser.add_argument("--tries", type=int, default=3, help="how often a run is begun or gone on with when it fails (3)")
    cut = sys.argv.index("--") if "--" in sys.argv else len(sys.argv)
    options, arguments = parser.parse_args(sys.argv[1:cut]), sys.argv[cut + 1 :]
    program = shutil.which(options.program)
    if program is None or not arguments:
        parser.error(f"no program {options.program}; use --program" if program is None else "what is to be reproduced? -- WHAT …")
    program = os.path.realpath(program)
    jobs = options.out / "jobs"
    jobs.mkdir(parents=True, exist_ok=True)
    everything, left = listed(program, arguments, options.out)
    print(f"{len(everything) - len(left)} of {len(everything)} runs were finished before", flush=True)
    failed = work(options, program, arguments, jobs, left) if left else []
    for job in failed:
        print(f"failed: {job}; the same command tries it again", file=sys.stderr)
    # Writes the report from what there is, and fails with the name of what is missing.
    return subprocess.run([program, "reproduce", *arguments, "--out", options.out, "--merge"]).returncode


def work(options, program, arguments, jobs, left):
    """Has every run of `left` made; those that failed in all their tries."""
    os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")
    ray.init(address=options.address or "local", include_dashboard=None if options.address else False, logging_level="warning")
    key = hashlib.sha256(json.dumps([hashlib.sha256(Path(program).read_bytes()).hexdigest(), arguments]).encode()).hexdigest()[:16]
    # Ray itself begins a task again whose worker or node died.
    task = ray.remote(num_cpus=1, max_retries=options.tries)(run)

    def begin(job):
        half = jobs / f"{job}.half"
        return task.options(name=job).remote(program, arguments, job, key, half.read_bytes() if half.is_file() else None)

    running = {begin(job): (job, 1) for job in left}
    failed, finished, start = [], 0, time.monotonic()
    while running:
        [reference], _ = ray.wait(list(running), num_returns=1)
        job, tries = running.pop(reference)
        try:
            code, result, half, said = ray.get(reference)
        except ray.exceptions.RayError as error:
            code, result, half, said = None, None, None, str(error)
        if code == 0 and result is not None:
            write(jobs / f"{job}.json", result)
            (jobs / f"{job}.half").unlink(missing_ok=True)
            finished += 1
            each = (time.monotonic() - start) / finished
            print(f"{finished} of {len(left)} runs, about {each * (len(left) - finished):.0f} s left: {job}", flush=True)
            continue
        if half is not None:
            write(jobs / f"{job}.half", half)
        kept = "kept half-way" if half is not None else "begins anew"
        why = "was stopped" if code == STOPPED else f"ended with {code}"
        print(f"{job} {why} ({kept}), try {tries} of {options.tries}: {said}", file=sys.stderr, flush=True)
        if tries < options.tries:
            running[begin(job)] = (job, tries + 1)
        else:
            failed.append(job)
    ray.shutdown()
    return failed


if __name__ == "__main__":
    sys.exit(main())
