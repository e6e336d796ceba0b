"""Recomputes a run from the model file and the WAV alone, in NumPy, and compares it with the program's traces spike for spike.

    nrr-snn inspect --model M.safetensors --wav F.wav --traces T.npz
    python3 tests/golden/recompute.py M.safetensors F.wav T.npz

Straight from the equations (SPEC sections 3 and 6); nothing is shared with the engine. Sums run in the engine's order (one presynaptic
neuron after the other, in single precision), so that a spike on the edge of its threshold falls on the same side.
"""

import json
import struct
import sys
import wave
from math import gcd

import numpy as np

f32 = np.float32


def read_model(path):
    data = open(path, "rb").read()
    (n,) = struct.unpack("<Q", data[:8])
    head = json.loads(data[8 : 8 + n])
    body = data[8 + n :]
    kinds = {"F32": np.float32, "U8": np.uint8}
    tensors = {
        k: np.frombuffer(body[slice(*t["data_offsets"])], kinds[t["dtype"]]).reshape(t["shape"]) for k, t in head.items() if k != "__metadata__"
    }
    return json.loads(head["__metadata__"]["nrr-snn"]), tensors


def read_wav(path):
    with wave.open(path) as w:
        assert w.getsampwidth() == 2, "this script reads 16-bit WAV files"
        x = np.frombuffer(w.readframes(w.getnframes()), "<i2").reshape(-1, w.getnchannels())
        return (x.mean(axis=1) / 32768).astype(f32), w.getframerate()


def one_second(x, rate, target):
    """Trims to speech (5 % of the loudest 10 ms, 100 ms kept), takes the offset off, centres in one second, resamples."""
    w = rate // 100
    energy = [((c - c.mean()) ** 2).sum() for c in (x[i : i + w].astype(np.float64) for i in range(0, len(x), w))]
    rms = np.sqrt(np.array(energy) / w)
    loud = np.flatnonzero(rms >= 0.05 * rms.max())
    start, end = max(0, loud[0] - 10) * w, min(len(x), (loud[-1] + 11) * w)
    if end - start > rate:
        energy = [((c - c.mean()) ** 2).sum() for c in (x[i : min(i + w, end)].astype(np.float64) for i in range(start, end, w))]
        sums = [np.sum(energy[k : k + rate // w]) for k in range((end - start - rate) // w + 1)]
        start += int(np.argmax(sums)) * w
        end = start + rate
    speech = x[start:end].astype(np.float64)
    clip = np.zeros(rate, f32)
    before = (rate - len(speech)) // 2
    clip[before : before + len(speech)] = speech - speech.mean()
    if rate != target:
        from scipy.signal import resample_poly

        d = gcd(rate, target)
        clip = resample_poly(clip.astype(np.float64), target // d, rate // d).astype(f32)
    return np.resize(np.append(clip, np.zeros(target, f32)), target)


def spectrogram(clip, rate, kind, bands=39):
    size, hop, points = rate // 20, rate // 40, 1 << (rate // 20 - 1).bit_length()
    frames = np.stack([clip[t * hop : t * hop + size] for t in range(39)]).astype(np.float64)
    hann = 0.5 - 0.5 * np.cos(2 * np.pi * np.arange(size) / size)
    loudest = (frames**2).mean(axis=1).max()
    power = np.abs(np.fft.rfft(frames * hann, n=points, axis=1)) ** 2 * 2 / (size * (hann**2).sum() * loudest)
    if kind == "fft39":
        n = power.shape[1]
        return np.stack([np.sqrt(power[:, b * n // bands : (b + 1) * n // bands]).mean(axis=1) for b in range(bands)], axis=1)
    mel = lambda hz: 2595 * np.log10(1 + hz / 700)
    edges = 700 * (10 ** (np.linspace(mel(60), mel(rate / 2), bands + 2) / 2595) - 1)
    hz = np.fft.rfftfreq(points, 1 / rate)
    left, centre, right = edges[:-2, None], edges[1:-1, None], edges[2:, None]
    bank = np.maximum(0, np.minimum((hz - left) / (centre - left), (right - hz) / (right - centre)))
    return np.log(power @ bank.T + 1e-5)


def product(total, weights, x):
    """total + Σ_j x_j · weights[:, j], one j after the other in single precision."""
    total = total.copy()
    for j in np.flatnonzero(x):
        total += weights[:, j] * x[j]
    return total


def shapes(topology, cells):
    """For every layer what it is: (kind, places, channels, cells that a place covers, cells from place to place, frames)."""
    places, channels, out = cells, 1, []
    for text in topology.split("-"):
        if text.startswith("C"):
            kernel, _, stride = text[1:].partition("/")
            size, bands, frames = map(int, kernel.split("x"))
            hop = int(stride or 1)
            out.append(("C", (places - bands) // hop + 1, size, bands * channels, hop * channels, frames))
            places, channels = out[-1][1], size
        else:
            kind = text.rstrip("0123456789")
            places, channels = int(text[len(kind) :]), 1
            out.append((kind, 1, places, None, 0, 1))
    return out


def drive_of(shape, w_ff, bias, x):
    """What the layer below gives at every step, [steps, neurons]. A convolution looks at the present frame and those just before."""
    _, places, channels, cells, hop, frames = shape
    cells = cells or x.shape[1]
    out = np.zeros((len(x), places, channels), f32)
    for t in range(len(x)):
        for p in range(places):
            total = bias
            for k in range(min(frames, t + 1)):
                total = product(total, w_ff[:, k * cells : (k + 1) * cells], x[t - k, p * hop : p * hop + cells])
            out[t, p] = total
    return out.reshape(len(x), -1)


def run(config, tensors, x):
    """Output and traces of the network on the input of its first layer, [steps, cells]."""
    s = config["settings"]
    num = lambda key: f32(s[key])
    g, v_th, v_reset = num("leak"), num("v_threshold"), num("v_reset")
    alpha, beta = num("adapt_decay"), num("adapt_gain")
    hold = int(s["refractory_steps"])
    traces, hidden = {}, []
    layers = shapes(s["topology"], x.shape[1])
    for l, shape in enumerate(layers):
        w_ff, bias = tensors[f"layer{l}.w_ff"], tensors[f"layer{l}.bias"]
        w_rec = tensors.get(f"layer{l}.w_rec")
        if w_rec is not None:
            w_rec = w_rec * tensors[f"layer{l}.mask"]
        is_readout = l == len(layers) - 1
        drive = drive_of(shape, w_ff, bias, np.concatenate(hidden, axis=1) if is_readout and hidden and s["readout_from"] == "all" else x)
        n = drive.shape[1]
        zero = np.zeros(n, f32)
        if is_readout and s["readout"] == "leaky":
            u, rows = zero, []
            for d in drive:
                u = d + num("readout_leak") * u
                rows.append(u)
            return np.mean(np.array(rows), axis=0), traces
        adapting = np.arange(n) < int(np.floor(f32(n) * num("adaptive_share") + f32(0.5)))
        gamma = np.where(adapting, num("adapt_strength"), f32(0)).astype(f32)
        v_ff, v_rec, a, S = zero, zero, zero, zero
        rows = {k: [] for k in ("v_ff", "v_rec", "s_ff", "s_rec", "adaptation")}
        for d in drive:
            held = lambda key: np.array(rows[key][-hold:]).max(axis=0) > 0 if rows[key] else np.zeros(n, bool)
            into_ff, into_rec = d, zero if w_rec is None else product(zero, w_rec, S)
            if s["unit"] != "spiking":
                v_ff, v_rec = into_ff, into_rec
                S = np.tanh(v_ff + v_rec) if s["unit"] == "tanh" else np.maximum(v_ff + v_rec, f32(0))
                for key, value in zip(rows, (v_ff, v_rec, S, zero, zero)):
                    rows[key].append(value)
                continue
            single = s["firing"] == "single"
            if single:
                into_ff, into_rec = into_ff + into_rec, zero
            leak_rec = g if s["recurrent_leak"] == "leak" and not single else f32(0)
            v_rec = leak_rec * np.where(held("s_rec"), v_reset, v_rec) + into_rec
            v_ff = g * np.where(held("s_ff"), v_reset, v_ff) + into_ff
            threshold = v_th
            if s["adaptation"] == "subtract":
                v_ff = v_ff - gamma * a
            else:
                threshold = v_th + gamma * a
            v = v_ff + v_rec if s["firing"] == "summed" else v_ff
            s_ff = (v - threshold >= 0).astype(f32)
            s_rec = zero if single else (v_rec - threshold >= 0).astype(f32)
            S = s_ff + s_rec
            a = alpha * a + beta * S
            for key, value in zip(rows, (v_ff, v_rec, s_ff, s_rec, a)):
                rows[key].append(value)
        traces |= {f"layer{l}.{k}": np.array(v) for k, v in rows.items()}
        x = traces[f"layer{l}.s_ff"] + traces[f"layer{l}.s_rec"]
        hidden.append(x)
    return np.mean(x, axis=0), traces


def main(model, wav, npz):
    header, tensors = read_model(model)
    settings = header["config"]["settings"]
    rate = int(settings["rate_hz"])
    values = spectrogram(one_second(*read_wav(wav), rate), rate, settings["front_end"])
    z = np.clip((values - tensors["standardise.mean"].astype(float)) / tensors["standardise.std"].astype(float), -8, 8)
    frames = (np.round(z * 1024) / 1024).astype(f32)
    theirs = np.load(npz)
    assert np.array_equal(theirs["frames"], frames), f"input frames differ by up to {np.abs(theirs['frames'] - frames).max()}"
    if settings["encoding"] == "direct":
        x = np.repeat(frames, int(settings["steps_per_frame"]), axis=0) * f32(settings["input_scale"])
        assert np.array_equal(theirs["input"], x), "the first layer's input differs"
    else:
        # Random spike trains and winners of a map are taken as the program drew them.
        x = theirs["input"]
    output, ours = run(header["config"], tensors, x)
    spiking = settings["unit"] == "spiking"
    for key, value in ours.items():
        if spiking and key.split(".")[1].startswith("s_"):
            assert np.array_equal(theirs[key], value), f"{key}: {int((theirs[key] != value).sum())} spikes differ"
        else:
            assert np.allclose(theirs[key], value, atol=1e-5), f"{key} differs by up to {np.abs(theirs[key] - value).max()}"
    assert np.allclose(theirs["output"], output, atol=1e-4), "outputs differ"
    spikes = int(sum(v.sum() for k, v in ours.items() if k.split(".")[1].startswith("s_")))
    print(f"agree: {len(x)} steps, {spikes} spikes, answer {header['labels'][int(np.argmax(output))]}")


if __name__ == "__main__":
    main(*sys.argv[1:4])
