"""Golden numbers for tests/audio_golden.rs, from SciPy and NumPy alone.

    python3 tests/golden/audio.py        # writes tests/golden/audio.json beside itself

The signals are made anew in the test from the same formulas. What is written is a sample of each result and its sum, so the file stays small.
"""

import json
from math import gcd
from pathlib import Path

import numpy as np
from scipy.fft import dct
from scipy.signal import get_window, resample_poly, savgol_filter

RATE, WINDOW, FFT, HOP, BANDS = 8000, 400, 512, 200, 39
SENTENCE_RATE, SENTENCE_HOP = 16000, 160  # 25 ms every 10 ms
LOWEST_HZ, LOG_FLOOR = 60.0, 1e-5


def noise(n, seed):
    """A linear congruential generator (Numerical Recipes), to [-1, 1)."""
    out, state = np.empty(n), seed
    for i in range(n):
        state = (1664525 * state + 1013904223) % 2**32
        out[i] = state / 2**31 - 1
    return out


def signal(kind, rate, seconds):
    n = int(rate * seconds)
    t = np.arange(n) / rate
    if kind == "chirp":  # 100 Hz to 3400 Hz
        x = 0.5 * np.sin(2 * np.pi * (100 * t + 0.5 * 3300 / seconds * t * t))
    elif kind == "vowel":  # 120 Hz and harmonics, under a slow envelope
        x = sum(np.sin(2 * np.pi * 120 * k * t) / k for k in range(1, 20)) * np.sin(np.pi * t / seconds) ** 2 * 0.3
    else:
        x = 0.2 * noise(n, 7)
    return x.astype(np.float32)


def spectrum(clip, hop=HOP):
    """Power of each bin, [frames, bins]; the loudest frame has mean square 1."""
    x = clip.astype(np.float64)
    frames = np.stack([x[at : at + WINDOW] for at in range(0, len(x) - WINDOW + 1, hop)])
    window = get_window("hann", WINDOW)  # periodic
    loudest = (frames**2).mean(axis=1).max()
    return np.abs(np.fft.rfft(frames * window, n=FFT, axis=1)) ** 2 * 2 / (WINDOW * (window**2).sum() * loudest)


def fft39(clip):
    magnitude = np.sqrt(spectrum(clip))
    n = magnitude.shape[1]
    return np.stack([magnitude[:, b * n // BANDS : (b + 1) * n // BANDS].mean(axis=1) for b in range(BANDS)], axis=1)


def mel_bank(rate=RATE):
    """HTK's scale, triangles of height 1, [bands, bins]."""
    mel = lambda f: 2595 * np.log10(1 + f / 700)
    edges = 700 * (10 ** (np.linspace(mel(LOWEST_HZ), mel(rate / 2), BANDS + 2) / 2595) - 1)
    f = np.fft.rfftfreq(FFT, 1 / rate)
    left, centre, right = edges[:-2, None], edges[1:-1, None], edges[2:, None]
    return np.maximum(0, np.minimum((f - left) / (centre - left), (right - f) / (right - centre)))


def logmel39(clip, rate=RATE, hop=HOP):
    return np.log(spectrum(clip, hop) @ mel_bank(rate).T + LOG_FLOOR)


def mfcc39_plain(clip, rate=RATE, hop=HOP):
    return dct(logmel39(clip, rate, hop), type=2, norm="ortho", axis=1)


def mfcc39(clip, rate=RATE, hop=HOP):
    """13 coefficients with the slopes of lines through five frames, and the slopes of those."""
    slope = lambda x: savgol_filter(x, 5, polyorder=1, deriv=1, axis=0, mode="nearest")
    c = mfcc39_plain(clip, rate, hop)[:, :13]
    return np.concatenate([c, slope(c), slope(slope(c))], axis=1)


def resample(x, rate_in, rate_out):
    d = gcd(rate_in, rate_out)
    return resample_poly(x.astype(np.float64), rate_out // d, rate_in // d)


def trim(x, rate):
    """First sample and one past the last of the speech: 5 % of the loudest 10 ms, 100 ms kept."""
    w = rate // 100
    padded = [x[i : i + w].astype(np.float64) for i in range(0, len(x), w)]
    rms = np.sqrt([((c - c.mean()) ** 2).sum() / w for c in padded])
    loud = np.flatnonzero(rms >= 0.05 * rms.max())
    return int(max(0, loud[0] - 10) * w), int(min(len(x), (loud[-1] + 11) * w))


def prepare(x, rate):
    """The clip of exactly one second at 8 kHz; speech shorter than a second."""
    start, end = trim(x, rate)
    speech = x[start:end].astype(np.float64)
    before = (rate - len(speech)) // 2
    centred = np.zeros(rate, dtype=np.float32)
    centred[before : before + len(speech)] = (speech - speech.mean()).astype(np.float32)
    return resample(centred, rate, RATE).astype(np.float32)


def standardise(all_frames):
    frames = np.concatenate(all_frames)
    mean, std = frames.mean(axis=0).astype(np.float32), frames.std(axis=0).astype(np.float32)
    z = lambda f: np.clip((f - mean.astype(np.float64)) / std.astype(np.float64), -8, 8)
    return mean, std, [(np.rint(z(f) * 1024) / 1024).astype(np.float32) for f in all_frames]


def some(values, count=60):
    """Every so manyth value, and the sum of all."""
    flat = np.asarray(values, dtype=np.float64).ravel()
    step = max(1, len(flat) // count)
    return {"len": len(flat), "step": step, "values": [float(f"{v:.12g}") for v in flat[::step]], "sum": float(f"{flat.sum():.12g}")}


def main():
    out = {"features": [], "whole": [], "resample": [], "trim": [], "prepare": [], "standardise": []}
    for kind in ["chirp", "vowel", "noise"]:
        clip = signal(kind, RATE, 1.0)
        out["features"].append({"signal": kind, "fft39": some(fft39(clip)), "logmel39": some(logmel39(clip)), "mfcc39": some(mfcc39(clip)), "mfcc39-plain": some(mfcc39_plain(clip))})
        for rate in [44100, 48000, 16000, 11025, 96000, 8001]:
            y = resample(signal(kind, rate, 0.3), rate, RATE)
            out["resample"].append({"signal": kind, "rate_hz": rate, "to_hz": RATE, "result": some(y, 40)})
        out["resample"].append({"signal": kind, "rate_hz": 8000, "to_hz": 44100, "result": some(resample(signal(kind, 8000, 0.1), 8000, 44100), 40)})
    # sentences: whole recordings, as many frames as fit; 7.83 s are 780 or so, the longest in TIMIT
    for kind, rate, seconds in [("chirp", 16000, 0.7), ("vowel", 16000, 2.013), ("noise", 16000, 7.83), ("vowel", 44100, 0.9)]:
        x = signal(kind, rate, seconds).astype(np.float64)
        x = (x - x.mean()).astype(np.float32)
        x = x if rate == SENTENCE_RATE else resample(x, rate, SENTENCE_RATE).astype(np.float32)
        out["whole"].append({"signal": kind, "rate_hz": rate, "seconds": seconds, "mfcc39": some(mfcc39(x, SENTENCE_RATE, SENTENCE_HOP))})
    for rate, before, seconds, after in [(8000, 0.5, 0.4, 0.7), (44100, 0.033, 0.6, 1.2), (11025, 0.25, 0.31, 0.02)]:
        speech = signal("vowel", rate, seconds)
        x = np.concatenate([np.zeros(int(rate * before)), speech, np.zeros(int(rate * after))]) + 0.002 * noise(int(rate * before) + len(speech) + int(rate * after), 3) + 0.05
        x = x.astype(np.float32)
        case = {"rate_hz": rate, "before_s": before, "seconds": seconds, "after_s": after}
        start, end = trim(x, rate)
        clip = prepare(x, rate)
        out["trim"].append({**case, "start": start, "end": end})
        out["prepare"].append({**case, "clip": some(clip), "logmel39": some(logmel39(clip))})
    # noise that swells: no sine in it, so the test has the very same samples and must reach the very same inputs
    swelling = [(noise(RATE, seed) * np.arange(RATE) / RATE).astype(np.float32) for seed in (1, 2, 3)]
    frames = [logmel39(clip) for clip in swelling]
    mean, std, inputs = standardise(frames)
    out["standardise"] = {"mean": some(mean, 39), "std": some(std, 39), "inputs": [some(i, 200) for i in inputs]}
    Path(__file__).with_suffix(".json").write_text(json.dumps(out, indent=None, separators=(",", ":")).replace("},{", "},\n{") + "\n")


if __name__ == "__main__":
    main()
