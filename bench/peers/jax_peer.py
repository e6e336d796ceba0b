"""JAX: the whole update, Adam included, compiled once by `jit`; time is a `scan`."""

import os

os.environ["XLA_FLAGS"] = os.environ.get("XLA_FLAGS", "") + " --xla_cpu_multi_thread_eigen=false intra_op_parallelism_threads=1"
os.environ.setdefault("JAX_PLATFORMS", "cpu")

import jax
import jax.numpy as jnp
import peer

BETA1, BETA2, EPSILON = 0.9, 0.999, 1e-8


@jax.custom_jvp
def spike(x, width):
    """Θ(x), with a rectangle of half width `width` for its slope (eq. 8)."""
    return (x >= 0).astype(x.dtype)


@spike.defjvp
def _(primals, tangents):
    x, width = primals
    return spike(x, width), tangents[0] * (jnp.abs(x) < width).astype(x.dtype)


def paper(p, loop, state, into_ff):
    """One step of a neuron with two channels and an adaptive threshold."""
    hold = jax.lax.stop_gradient
    v_ff, v_rec, s_ff, s_rec, a = state
    v_rec = p.leak * v_rec * (1 - hold(s_rec)) + (s_ff + s_rec) @ loop
    v_ff = p.leak * v_ff * (1 - hold(s_ff)) + into_ff - p.adapt_strength * a
    s_ff = spike(v_ff + v_rec - p.v_threshold, p.surrogate_width)
    s_rec = spike(v_rec - p.v_threshold, p.surrogate_width)
    s = s_ff + s_rec
    a = p.adapt_decay * a + p.adapt_gain * s
    return (v_ff, v_rec, s_ff, s_rec, a), s


def lif(p, loop, state, into):
    """One step of a neuron with one channel, without adaptation."""
    v, s = state
    v = p.leak * v * (1 - jax.lax.stop_gradient(s)) + into + s @ loop
    s = spike(v - p.v_threshold, p.surrogate_width)
    return (v, s), s


class Jax(peer.Peer):
    """The peer."""

    name = "JAX jit"
    version = jax.__version__
    note = "whole update in one jit, lax.scan"

    def __init__(self, problem):
        self.problem = problem
        self.batches = [(jnp.asarray(x), jnp.asarray(y)) for x, y in problem.batches()]
        self.one = self.batches[0][0][:, :1]
        step, states = (lif, 2) if problem.single else (paper, 5)
        mask, pooling = jnp.asarray(problem.mask), jnp.asarray(problem.pooling())

        def output(w, x):
            drive = x @ w["w_ff"].T + w["bias"]
            loop = (w["w_rec"] * mask).T
            start = (jnp.zeros(drive.shape[1:]),) * states
            _, spikes = jax.lax.scan(lambda state, into: step(problem, loop, state, into), start, drive)
            return jnp.tensordot(pooling, spikes, 1) @ w["readout"].T + w["readout_bias"] * pooling.sum()

        def loss(w, x, y):
            return -jnp.take_along_axis(jax.nn.log_softmax(output(w, x)), y[:, None], axis=1).mean()

        def update(w, first, second, correct1, correct2, x, y):
            value, g = jax.value_and_grad(loss)(w, x, y)
            tree = jax.tree.map
            first = tree(lambda m, g: BETA1 * m + (1 - BETA1) * g, first, g)
            second = tree(lambda v, g: BETA2 * v + (1 - BETA2) * g * g, second, g)
            moved = lambda w, m, v, rate: w - rate * (m / correct1) / (jnp.sqrt(v / correct2) + EPSILON)
            return tree(moved, w, first, second, problem.rates()), first, second, value

        self.update = jax.jit(update, donate_argnums=(0, 1, 2))
        self.output = jax.jit(output)

    def restart(self):
        self.w = {name: jnp.array(w) for name, w in self.problem.weights.items()}
        self.first, self.second = jax.tree.map(jnp.zeros_like, (self.w, self.w))
        self.t = 0

    def train(self, k):
        self.t += 1
        x, y = self.batches[k % len(self.batches)]
        # In double precision: 1 − β2 in single precision is off by 6e-5.
        corrections = 1 - BETA1**self.t, 1 - BETA2**self.t
        self.w, self.first, self.second, loss = self.update(self.w, self.first, self.second, *corrections, x, y)
        return loss

    def forward(self):
        self.output(self.w, self.one).block_until_ready()


if __name__ == "__main__":
    peer.serve(Jax)
