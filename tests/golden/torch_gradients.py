"""Golden numbers for tests/torch.rs: spikes and gradients of the network by PyTorch's autograd.

    python3 tests/golden/torch_gradients.py      # writes tests/golden/torch.json beside itself (torch 2.x, CPU)

The network is written out from the equations (SPEC section 3) with a rectangular surrogate gradient; nothing is shared with the engine.
Weights and inputs are drawn here and written down, so that the test feeds the engine the very same numbers.
"""

import json
from pathlib import Path

import torch

torch.manual_seed(4)
STEPS, BANDS, LABEL = 9, 5, 2
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


def run(case, layers, x):
    g, alpha, beta, gamma = case["leak"], 0.9, 0.1, case["adapt_strength"]
    spikes = []
    for n, layer in enumerate(layers):
        size = layer["w_ff"].shape[0]
        v_ff = v_rec = s_ff = s_rec = a = u = torch.zeros(size)
        out, pots = [], []
        for t in range(STEPS):
            drive = layer["w_ff"] @ x[t] + layer["bias"]
            if n == len(layers) - 1 and case["readout"] == "leaky":
                u = case["readout_leak"] * u + drive
                out.append(u)
                continue
            hold = (lambda s: s) if case["reset"] == "gradient" else (lambda s: s.detach())
            s = s_ff + s_rec
            if "w_rec" in layer:
                leak = g if case["recurrent_leak"] == "leak" else 0.0
                v_rec = leak * v_rec * (1 - hold(s_rec)) + (layer["w_rec"] * layer["mask"]) @ s
            v_ff = g * v_ff * (1 - hold(s_ff)) + drive
            threshold = V_TH
            if case["adaptation"] == "subtract":
                v_ff = v_ff - gamma * a
            else:
                threshold = V_TH + gamma * a
            v = v_ff + v_rec if case["firing"] == "summed" else v_ff
            s_ff = Spike.apply(v - threshold)
            s_rec = Spike.apply(v_rec - threshold) if "w_rec" in layer else torch.zeros(size)
            a = alpha * a + beta * (s_ff + s_rec)
            out.append(s_ff + s_rec)
        x = torch.stack(out)
        spikes.append(x.detach())
    return x.mean(0), spikes


def main():
    base = dict(leak=0.6, adapt_strength=0.3, firing="summed", adaptation="subtract", recurrent_leak="leak", reset="detached",
                readout="leaky", readout_leak=0.5, loss="softmax")
    changes = [dict(), dict(reset="gradient"), dict(firing="literal"), dict(adaptation="threshold"), dict(recurrent_leak="none"),
               dict(readout="spiking", loss="mse", readout_leak=0.0)]
    cases = []
    for change in changes:
        case = base | change
        x = torch.rand(STEPS, BANDS) * 2.5 - 1
        layers, below = [], BANDS
        for size, loops in ((7, True), (6, False), (3, False)):
            layer = {"w_ff": (torch.rand(size, below) * 2 - 1) * 1.2, "bias": (torch.rand(size) - 0.3) * 0.6}
            if loops:
                layer["mask"] = (torch.rand(size, size) < 0.7).float()
                layer["w_rec"] = (torch.rand(size, size) * 2 - 1) * 0.8 * layer["mask"]
            layers.append({k: v.detach().requires_grad_(k != "mask") for k, v in layer.items()})
            below = size
        output, spikes = run(case, layers, x)
        if case["loss"] == "softmax":
            loss = torch.nn.functional.cross_entropy(output[None], torch.tensor([LABEL]))
        else:
            loss = torch.nn.functional.mse_loss(output, torch.nn.functional.one_hot(torch.tensor(LABEL), 3).float())
        loss.backward()
        flat = lambda v: [float(y) for y in v.detach().reshape(-1)]
        cases.append(dict(
            settings={k: str(v) for k, v in case.items()}, label=LABEL, loss=float(loss.detach()), frames=flat(x), output=flat(output),
            spikes=[flat(s) for s in spikes[:2]],
            layers=[{k: flat(v) for k, v in layer.items()} | {"d_" + k: flat(v.grad) for k, v in layer.items() if k != "mask"} for layer in layers],
        ))
    Path(__file__).with_name("torch.json").write_text(json.dumps(dict(torch=torch.__version__.split("+")[0], cases=cases)) + "\n")


if __name__ == "__main__":
    main()
