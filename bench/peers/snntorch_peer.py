"""snnTorch: its `Leaky` neuron with the loop as a matrix product, which is faster than its `RLeaky` and the same network to the gradient.

`Leaky` with `reset_mechanism="zero"` computes V[t] = g·V[t−1]·(1 − S[t−1]) + drive[t], the reset detached: the engine's neuron with
`firing=single` and `adapt_strength=0`. `RLeaky` does so with `reset_delay=False` alone, and then sends gradients through the reset.
"""

import peer
import snntorch
import torch
import torch_peer


def neurons(p, w, drive):
    """Spikes of every step. `drive`: [steps, batch, neurons]."""
    loop = (w["w_rec"] * p.mask).T
    v = s = torch.zeros_like(drive[0])
    spikes = []
    for into in drive.unbind():
        s, v = p.neuron(torch.addmm(into, s, loop), v)
        spikes.append(s)
    return torch.stack(spikes)


class SnnTorch(torch_peer.Torch):
    """PyTorch's problem with snnTorch's neurons."""

    name = "snnTorch"
    version = snntorch.__version__
    note = "snn.Leaky, loop by addmm, fused Adam"

    def __init__(self, problem):
        if not problem.single:
            raise ValueError("snnTorch has no neuron of two channels")
        super().__init__(problem)
        spike = lambda x: torch_peer.Spike.apply(x, problem.surrogate_width)
        problem.neuron = snntorch.Leaky(problem.leak, problem.v_threshold, spike, reset_mechanism="zero")
        self.neurons = neurons


if __name__ == "__main__":
    peer.serve(SnnTorch)
