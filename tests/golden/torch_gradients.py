"""Golden numbers for tests/torch.rs: states and gradients of the network by PyTorch's autograd.

    python3 tests/golden/torch_gradients.py      # writes tests/golden/torch.json beside itself (torch 2.15.0, CPU)

The network is written out from the equations (SPEC section 3) with a rectangular surrogate gradient; a convolution is PyTorch's own. Nothing is
shared with the engine. Weights and inputs are drawn here and written down, so that the test feeds the engine the very same numbers.
"""

import json
from pathlib import Path

import torch

torch.manual_seed(4)
STEPS, BANDS, LABEL, LABELS = 9, 5, 2, 3
WIDTH, V_TH = 0.5, 0.5


class Spike(torch.autograd.Function):
    """Θ(x) forwards, a rectangle of half width WIDTH backwards (eq. 8)."""

    @staticmethod
    def forward(ctx, x):
        ctx.save_for_backward(x)
        return (x >= 0).float()

    @staticmethod
    def backward(ctx, g):
        (x,) = ctx.saved_tensors
        return g * (x.abs() < WIDTH).float()


def drive_of(layer, x):
    """What the layer below gives at every step, [steps, neurons]."""
    if layer["kind"] != "C":
        return x @ layer["w_ff"].T + layer["bias"]
    # [frames, places · channels below] -> [1, channels below, frames, places], with nothing before the first frame.
    frames, below = layer["w_ff"].shape[2], layer["w_ff"].shape[1]
    image = x.reshape(STEPS, -1, below).permute(2, 0, 1)[None]
    image = torch.nn.functional.pad(image, (0, 0, frames - 1, 0))
    out = torch.nn.functional.conv2d(image, layer["w_ff"], layer["bias"], stride=(1, layer["stride"]))
    return out[0].permute(1, 2, 0).reshape(STEPS, -1)


def run(case, layers, x):
    g, alpha, beta = case["leak"], 0.9, 0.1
    traces, hidden = [], []
    for n, layer in enumerate(layers):
        is_readout = n == len(layers) - 1
        drive = drive_of(layer, torch.cat(hidden, dim=1) if is_readout and case["readout_from"] == "all" else x)
        size = drive.shape[1]
        v_ff = v_rec = s_ff = s_rec = a = u = torch.zeros(size)
        adapting = torch.arange(size) < int(size * case["adaptive_share"] + 0.5)  # halves are rounded up
        gamma = case["adapt_strength"] * adapting.float()
        out, rows = [], []
        for t in range(STEPS):
            if is_readout and case["readout"] == "leaky":
                u = case["readout_leak"] * u + drive[t]
                out.append(u)
                continue
            hold = (lambda s: s) if case["reset"] == "gradient" else (lambda s: s.detach())
            s = s_ff + s_rec
            into_ff, into_rec = drive[t], torch.zeros(size)
            if "w_rec" in layer:
                into_rec = (layer["w_rec"] * layer["mask"]) @ s
            if case["firing"] == "single":
                into_ff, into_rec = into_ff + into_rec, torch.zeros(size)
            leak = g if case["recurrent_leak"] == "leak" else 0.0
            v_rec = leak * v_rec * (1 - hold(s_rec)) + into_rec
            v_ff = g * v_ff * (1 - hold(s_ff)) + into_ff
            threshold = V_TH
            if case["adaptation"] == "subtract":
                v_ff = v_ff - gamma * a
            else:
                threshold = V_TH + gamma * a
            v = v_ff if case["firing"] == "literal" else v_ff + v_rec
            s_ff = Spike.apply(v - threshold)
            s_rec = Spike.apply(v_rec - threshold) if "w_rec" in layer and case["firing"] != "single" else torch.zeros(size)
            a = alpha * a + beta * (s_ff + s_rec)
            out.append(s_ff + s_rec)
            rows.append(dict(v_ff=v_ff, v_rec=v_rec, spikes=s_ff + s_rec, adaptation=a))
        x = torch.stack(out)
        hidden.append(x)
        if rows:
            traces.append({k: torch.stack([row[k] for row in rows]).detach() for k in rows[0]})
    return x.mean(0), traces


def draw(topology, case):
    """Weights of a list of layers: (kind, neurons) or ("C", channels, bands, frames, stride)."""
    layers, places, channels, hidden = [], BANDS, 1, 0
    for n, (kind, size, *kernel) in enumerate(topology):
        is_readout = n == len(topology) - 1
        if kind == "C":
            bands, frames, stride = kernel
            shape = (size, channels, frames, bands)
            places, channels = (places - bands) // stride + 1, size
        else:
            shape = (size, hidden if is_readout and case["readout_from"] == "all" else places * channels)
            places, channels = size, 1
        layer = {"w_ff": (torch.rand(shape) * 2 - 1) * 1.2, "bias": (torch.rand(size) - 0.3) * 0.6}
        if kind == "RFC":
            layer["mask"] = (torch.rand(size, size) < 0.7).float()
            layer["w_rec"] = (torch.rand(size, size) * 2 - 1) * 0.8 * layer["mask"]
        hidden += places * channels
        layers.append({k: v.detach().requires_grad_(k != "mask") for k, v in layer.items()} | {"kind": kind, "stride": kernel[2] if kernel else 1})
    return layers


def in_file_layout(kind, what, v):
    """[channels, frames · bands · channels below], the present frame first: PyTorch has [channels, channels below, frames, bands], it last."""
    return v.flip(2).permute(0, 2, 3, 1) if kind == "C" and what.endswith("w_ff") else v


def topology_text(topology):
    return "-".join(f"C{s[1]}x{s[2]}x{s[3]}/{s[4]}" if s[0] == "C" else f"{s[0]}{s[1]}" for s in topology)


def main():
    base = dict(leak=0.6, adapt_strength=0.3, adaptive_share=1.0, firing="summed", adaptation="subtract", recurrent_leak="leak", reset="detached",
                readout="leaky", readout_leak=0.5, readout_from="last", loss="softmax")
    two = [("RFC", 7), ("FC", 6), ("FC", LABELS)]
    deep = [("C", 3, 3, 2, 2), ("RFC", 6), ("FC", 5), ("FC", LABELS)]
    convolutions = [("C", 3, 2, 2, 1), ("C", 2, 3, 3, 2), ("FC", 4), ("FC", LABELS)]
    plan = [
        (two, dict()), (two, dict(reset="gradient")), (two, dict(firing="literal")), (two, dict(adaptation="threshold")),
        (two, dict(recurrent_leak="none")), (two, dict(readout="spiking", loss="mse", readout_leak=0.0)),
        (two, dict(firing="single", reset="gradient")), (two, dict(adaptive_share=0.5)),
        (two, dict(firing="single", adaptation="threshold", adaptive_share=0.5)), (two, dict(readout_from="all")),
        (deep, dict()), (deep, dict(readout_from="all", reset="gradient", adaptive_share=0.5)),
        (deep, dict(readout_from="all", readout="spiking", loss="mse", readout_leak=0.0)), (convolutions, dict(reset="gradient")),
    ]
    cases = []
    for topology, change in plan:
        case = base | change
        while True:
            x = torch.rand(STEPS, BANDS) * 2.5 - 1
            layers = draw(topology, case)
            output, traces = run(case, layers, x)
            if case["loss"] == "softmax":
                loss = torch.nn.functional.cross_entropy(output[None], torch.tensor([LABEL]))
            else:
                loss = torch.nn.functional.mse_loss(output, torch.nn.functional.one_hot(torch.tensor(LABEL), LABELS).float())
            loss.backward()
            weights = [{k: v for k, v in layer.items() if torch.is_tensor(v)} for layer in layers]
            # A draw in which some tensor has no gradient would compare nothing.
            if all(v.grad is not None and v.grad.abs().max() > 1e-3 for layer in weights for k, v in layer.items() if k != "mask"):
                break
        # Nine digits are a single-precision number to the last bit.
        flat = lambda v: [float(f"{y:.9g}") for y in v.detach().reshape(-1).tolist()]
        written = []
        for layer, tensors in zip(layers, weights):
            all_of = tensors | {"d_" + k: v.grad for k, v in tensors.items() if k != "mask"}
            written.append({k: flat(in_file_layout(layer["kind"], k, v)) for k, v in all_of.items()})
        cases.append(dict(
            topology=topology_text(topology), settings={k: str(v) for k, v in case.items()}, label=LABEL, loss=float(loss.detach()), frames=flat(x),
            output=flat(output), traces=[{k: flat(v) for k, v in t.items()} for t in traces], layers=written,
        ))
    Path(__file__).with_name("torch.json").write_text(json.dumps(dict(torch=torch.__version__.split("+")[0], cases=cases)) + "\n")


if __name__ == "__main__":
    main()
