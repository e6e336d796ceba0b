"""PyTorch, eager: the network written out from its equations (src/snn/neuron.rs), gradients by autograd."""

import peer
import torch
from torch.nn import functional

torch.set_num_threads(1)
torch.set_num_interop_threads(1)


class Spike(torch.autograd.Function):
    """Θ(x) forwards, a rectangle of half width `width` backwards (eq. 8)."""

    @staticmethod
    def forward(ctx, x, width):
        ctx.save_for_backward(x)
        ctx.width = width
        return (x >= 0).to(x.dtype)

    @staticmethod
    def backward(ctx, g):
        (x,) = ctx.saved_tensors
        return g * (x.abs() < ctx.width), None


def paper(p, w, drive):
    """Spikes of every step: two channels and an adaptive threshold. `drive`: [steps, batch, neurons]."""
    loop = (w["w_rec"] * p.mask).T
    v_ff = v_rec = s_ff = s_rec = s = a = torch.zeros_like(drive[0])
    spikes = []
    for into_ff in drive.unbind():
        v_rec = torch.addmm(p.leak * v_rec * (1 - s_rec.detach()), s, loop)
        v_ff = p.leak * v_ff * (1 - s_ff.detach()) + into_ff - p.adapt_strength * a
        s_ff = Spike.apply(v_ff + v_rec - p.v_threshold, p.surrogate_width)
        s_rec = Spike.apply(v_rec - p.v_threshold, p.surrogate_width)
        s = s_ff + s_rec
        a = p.adapt_decay * a + p.adapt_gain * s
        spikes.append(s)
    return torch.stack(spikes)


def lif(p, w, drive):
    """Spikes of every step: one channel, no adaptation."""
    loop = (w["w_rec"] * p.mask).T
    v = s = torch.zeros_like(drive[0])
    spikes = []
    for into in drive.unbind():
        v = torch.addmm(p.leak * v * (1 - s.detach()) + into, s, loop)
        s = Spike.apply(v - p.v_threshold, p.surrogate_width)
        spikes.append(s)
    return torch.stack(spikes)


class Torch(peer.Peer):
    """The peer; snnTorch is another one by its neurons alone."""

    name = "PyTorch eager"
    version = torch.__version__.split("+")[0]
    note = "fused Adam"

    def __init__(self, problem):
        self.problem = problem
        self.batches = [(torch.from_numpy(x), torch.from_numpy(y).long()) for x, y in problem.batches()]
        self.one = self.batches[0][0][:, :1].contiguous()
        self.pooling = torch.from_numpy(problem.pooling())
        problem.mask = torch.from_numpy(problem.mask)
        self.neurons = lif if problem.single else paper

    def restart(self):
        p = self.problem
        self.w = {name: torch.tensor(w, requires_grad=True) for name, w in p.weights.items()}
        groups = [{"params": [self.w[name]], "lr": rate} for name, rate in p.rates().items()]
        self.optimiser = torch.optim.Adam(groups, fused=True)

    def output(self, x):
        w = self.w
        spikes = self.neurons(self.problem, w, functional.linear(x, w["w_ff"], w["bias"]))
        pooled = torch.tensordot(self.pooling, spikes, dims=1)
        return functional.linear(pooled, w["readout"], w["readout_bias"] * self.pooling.sum())

    def train(self, k):
        x, y = self.batches[k % len(self.batches)]
        self.optimiser.zero_grad()
        loss = functional.cross_entropy(self.output(x), y)
        loss.backward()
        self.optimiser.step()
        return loss.detach()

    def forward(self):
        with torch.inference_mode():
            self.output(self.one)


if __name__ == "__main__":
    peer.serve(Torch)
