"""Golden spikes for tests/snntorch.rs: a dense and a recurrent layer of leaky integrate-and-fire neurons, run by snnTorch.

    python3 tests/golden/snntorch_lif.py      # writes snntorch_lif.json beside itself (snntorch 1.0.0, torch 2.15.0, CPU)

The engine's V[t] = g·V[t−1]·(1 − S[t−1]) + drive[t] is snnTorch's `reset_mechanism="zero"` with `reset_delay=False`: the potential is zero
right after the spike, and the drive of the next step is added to it. (With a delayed reset `RLeaky` drops that step's drive too.) snnTorch
fires above the threshold, the engine at it; no potential here comes nearer to it than MARGIN, so no rounding decides a spike.
"""

import json
from pathlib import Path

import snntorch
import torch

STEPS, INPUTS, NEURONS, MARGIN = 300, 8, 30, 2e-5


def draw(seed):
    torch.manual_seed(seed)
    return dict(
        leak=0.85,
        v_threshold=0.5,
        x=torch.randint(-64, 97, (STEPS, INPUTS)) / 64,
        w_ff=torch.randint(-128, 129, (NEURONS, INPUTS)) / 512,
        bias=torch.randint(0, 97, (NEURONS,)) / 512,
        w_rec=torch.randint(-128, 129, (NEURONS, NEURONS)) / 512 * (torch.rand(NEURONS, NEURONS) < 0.5),
    )


def run(case, recurrent):
    """Spikes of every step, and how near any potential came to the threshold."""
    options = dict(beta=case["leak"], threshold=case["v_threshold"], reset_mechanism="zero", reset_delay=False)
    neuron = snntorch.RLeaky(linear_features=NEURONS, **options) if recurrent else snntorch.Leaky(**options)
    spk, mem, out, nearest = torch.zeros(1, NEURONS), torch.zeros(1, NEURONS), [], 1.0
    with torch.no_grad():
        if recurrent:
            neuron.recurrent.weight.copy_(case["w_rec"])
            neuron.recurrent.bias.zero_()
        for x in case["x"]:
            drive = (case["w_ff"] @ x + case["bias"])[None]
            before = mem * case["leak"] + drive + (neuron.recurrent(spk) if recurrent else 0)
            spk, mem = neuron(drive, spk, mem) if recurrent else neuron(drive, mem)
            nearest = min(nearest, float((before - case["v_threshold"]).abs().min()))
            out.append(spk[0])
    return torch.stack(out).int(), nearest


def main():
    seed = 1
    while True:
        case = draw(seed)
        runs = [run(case, recurrent) for recurrent in (False, True)]
        if min(nearest for _, nearest in runs) > MARGIN:
            break
        seed += 1
    for spikes, _ in runs:
        assert 0.05 < float(spikes.float().mean()) < 0.6, "neither silent nor saturated"
    assert not torch.equal(runs[0][0], runs[1][0]), "the loop changes spikes"
    flat = lambda v: [int(y) if float(y) == int(y) else float(y) for y in v.reshape(-1)]
    text = lambda spikes: ["".join(str(int(s)) for s in row) for row in spikes]
    golden = dict(
        snntorch=snntorch.__version__, torch=torch.__version__.split("+")[0], seed=seed,
        **{k: flat(v) if torch.is_tensor(v) else v for k, v in case.items()}, dense=text(runs[0][0]), recurrent=text(runs[1][0]),
    )
    Path(__file__).with_name("snntorch_lif.json").write_text(json.dumps(golden) + "\n")


if __name__ == "__main__":
    main()
