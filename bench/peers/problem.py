"""The problem that all learn: a network, its data and its settings, as `nrr-snn bench --export FILE` writes them.

    python3 bench/peers/problem.py FILE [--set key=value]...     # a made-up problem of the same shape, for when there is no engine

Shapes: `input` [utterances, steps, bands], `w_ff` [to, from], `w_rec` [to, from], `readout` [labels, neurons].
"""

import argparse
import json
from dataclasses import dataclass

import numpy as np
from safetensors import safe_open
from safetensors.numpy import save_file

# What the peers know; another value of one of these would be another network.
KNOWN = {
    "unit": ["spiking"], "firing": ["summed", "single"], "recurrent_leak": ["leak"], "adaptation": ["subtract"], "reset": ["detached"],
    "adaptive_share": [1], "refractory_steps": [1], "v_reset": [0], "readout": ["leaky"], "loss": ["softmax"], "encoding": ["direct"],
    "steps_per_frame": [1],
}
# The engine's settings where a made-up problem does not change them (docs/settings.md, rule bptt).
DEFAULTS = {
    "batch": 50, "learning_rate": 0.001, "readout_rate": 10, "readout_leak": 0.9, "input_scale": 1, "density": 0.5, "leak": 0.2,
    "v_threshold": 0.5, "adapt_decay": 0.9, "adapt_gain": 0.1, "adapt_strength": 1, "surrogate_width": 0.5, "firing": "summed",
}


@dataclass
class Problem:
    """Network, data and settings."""

    settings: dict
    input: np.ndarray
    label: np.ndarray
    w_ff: np.ndarray
    bias: np.ndarray
    w_rec: np.ndarray
    mask: np.ndarray
    readout: np.ndarray
    readout_bias: np.ndarray

    def __getattr__(self, key):
        try:
            return self.settings[key]
        except KeyError:
            raise AttributeError(f"the problem has no setting {key}") from None

    @property
    def single(self):
        """Whether a neuron has one channel and no adaptation: plain leaky integrate-and-fire."""
        return self.firing == "single"

    @property
    def weights(self):
        """What is learnt, by name."""
        return {name: getattr(self, name) for name in ("w_ff", "bias", "w_rec", "readout", "readout_bias")}

    def rates(self):
        """Learning rate of each weight."""
        return {name: self.learning_rate * (self.readout_rate if name.startswith("readout") else 1) for name in self.weights}

    def batches(self):
        """Consecutive batches as (input [steps, batch, bands], label [batch]); the k-th has the utterances from k·batch on, cyclic."""
        count = len(self.input) // self.batch
        pieces = [slice(k * self.batch, (k + 1) * self.batch) for k in range(count)]
        return [(np.ascontiguousarray(self.input[p].transpose(1, 0, 2)), self.label[p]) for p in pieces]

    def pooling(self):
        """c_t with which the mean potential of the leaky readout is W·Σ_t c_t·S[t] + b·Σ_t c_t: c_t = Σ_{u ≥ t} κ^(u−t) / steps."""
        steps = self.input.shape[1]
        kept = self.readout_leak ** np.arange(steps)
        return (np.cumsum(kept)[::-1] / steps).astype(self.input.dtype)


def read(path, dtype=np.float32):
    """Reads a problem with its numbers as `dtype`; refuses what the peers do not compute."""
    with safe_open(path, framework="numpy") as file:
        settings = json.loads(file.metadata()["problem"])
        tensor = lambda name: np.ascontiguousarray(file.get_tensor(name).astype(dtype))
        problem = Problem(
            settings=settings, input=tensor("input") * dtype(settings["input_scale"]), label=file.get_tensor("label").astype(np.int32),
            w_ff=tensor("layer0.w_ff"), bias=tensor("layer0.bias"), w_rec=tensor("layer0.w_rec"), mask=tensor("layer0.mask"),
            readout=tensor("layer1.w_ff"), readout_bias=tensor("layer1.bias"),
        )
    for key, values in KNOWN.items():
        if settings.get(key, values[0]) not in values:
            raise ValueError(f"the peers compute {key} {' or '.join(map(str, values))}, the problem has {settings[key]}")
    if problem.single and problem.adapt_strength != 0:
        raise ValueError("the peers' neuron with one channel does not adapt: set adapt_strength=0")
    if len(problem.input) % problem.batch != 0:
        raise ValueError(f"{len(problem.input)} utterances make no whole batches of {problem.batch}")
    return problem


def make(path, changes, seed=1, utterances=500, steps=39, bands=39, neurons=500, labels=10):
    """Writes a made-up problem: words that are smooth random patterns under noise, weights drawn as the engine draws them."""
    settings = DEFAULTS | changes
    rng = np.random.default_rng(seed)
    uniform = lambda spread, *shape: rng.uniform(-spread, spread, shape).astype(np.float32)
    smooth = lambda x: sum(np.roll(x, s, axis=1) for s in range(-2, 3)) / 5**0.5
    label = rng.integers(0, labels, utterances).astype(np.int32)
    x = smooth(rng.standard_normal((labels, steps, bands)))[label] + smooth(rng.standard_normal((utterances, steps, bands)))
    mask = (rng.random((neurons, neurons)) < settings["density"]).astype(np.uint8)
    loop = 0.2 / (settings["density"] * neurons) ** 0.5
    tensors = {
        "input": (np.rint(x / 2**0.5 * 1024) / 1024).astype(np.float32), "label": label,
        "layer0.w_ff": uniform(bands**-0.5, neurons, bands), "layer0.bias": np.zeros(neurons, np.float32),
        "layer0.w_rec": uniform(loop, neurons, neurons) * mask, "layer0.mask": mask,
        "layer1.w_ff": uniform(neurons**-0.5, labels, neurons), "layer1.bias": np.zeros(labels, np.float32),
    }
    save_file(tensors, path, metadata={"problem": json.dumps(settings)})


def value(text):
    """A setting's value: a number where it is one."""
    try:
        return float(text)
    except ValueError:
        return text


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="write a made-up problem")
    parser.add_argument("file")
    parser.add_argument("--set", action="append", default=[], metavar="KEY=VALUE")
    arguments = parser.parse_args()
    make(arguments.file, {key: value(v) for key, v in (change.split("=", 1) for change in arguments.set)})
