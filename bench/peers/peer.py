"""What the peers in Python share: they are told what to do by lines on standard input and answer with lines of JSON.

    first answer    {"peer", "version", "note", "batch": utterances, "losses": mean loss of the first batches, one by one}
    train N         {"ms_per_batch"}: N batches from the initial weights, optimiser included, mean over the N
    forward N       {"ms"}: the least time of N forward passes of one single utterance
"""

import argparse
import json
import sys
import time

import numpy
import problem as problems


class Peer:
    """A framework with the problem in its own arrays."""

    name = version = note = ""

    def restart(self):
        """Initial weights and a fresh optimiser."""
        raise NotImplementedError

    def train(self, k):
        """One update by batch `k`; its mean loss, perhaps not yet computed."""
        raise NotImplementedError

    def forward(self):
        """Output for the first utterance alone, computed to the end."""
        raise NotImplementedError


def timed(work):
    """Milliseconds that `work` takes."""
    begun = time.perf_counter()
    work()
    return (time.perf_counter() - begun) * 1e3


def serve(peer_class):
    """Runs a peer until standard input ends."""
    parser = argparse.ArgumentParser()
    parser.add_argument("problem")
    parser.add_argument("--batches", type=int, default=10)
    parser.add_argument("--double", action="store_true", help="in double precision (PyTorch alone)")
    arguments = parser.parse_args()
    peer = peer_class(problems.read(arguments.problem, numpy.float64 if arguments.double else numpy.float32))

    def lesson(batches):
        losses = [peer.train(k) for k in range(batches)]
        return [float(loss) for loss in losses]

    def answer(**values):
        print(json.dumps(values), flush=True)

    peer.restart()
    answer(peer=peer.name, version=peer.version, note=peer.note, batch=peer.problem.batch, losses=lesson(arguments.batches))
    for line in sys.stdin:
        task, count = line.split()
        if task == "train":
            peer.restart()
            answer(ms_per_batch=timed(lambda: lesson(int(count))) / int(count))
        else:
            answer(ms=min(timed(peer.forward) for _ in range(int(count))))
