"""The front end `logmel39` by SciPy and by librosa, in milliseconds for one second of speech: the least time of many.

    python3 bench/peers/front_end.py      # prints JSON; needs the environment that run.py makes

8 kHz, Hann windows of 50 ms every 25 ms filled up to 512 points, 39 mel bands, in double precision (src/audio). Tables are made beforehand.
The frames of both are compared before anything is timed.
"""

import argparse
import json
import time
from pathlib import Path

import librosa
import numpy as np
import scipy
from scipy.io import wavfile
from scipy.signal import get_window

RATE, WINDOW, FFT, HOP, BANDS, FRAMES = 8000, 400, 512, 200, 39, 39
LOWEST_HZ, LOG_FLOOR = 60.0, 1e-5
CLIP = Path(__file__).resolve().parents[2] / "www/public/data/clips/2-rms.wav"

HANN = get_window("hann", WINDOW)
MEL = librosa.filters.mel(sr=RATE, n_fft=FFT, n_mels=BANDS, fmin=LOWEST_HZ, htk=True, norm=None, dtype=np.float64)
# What a power spectrum is multiplied by where the loudest frame has a mean square of 1.
SHARE = 2 / (WINDOW * (HANN**2).sum())


def trimmed(recording):
    """The speech of a recording, centred in one second: 5 % of the loudest 10 ms, 100 ms kept, its constant offset off."""
    step = RATE // 100
    pieces = np.pad(recording, (0, -len(recording) % step)).reshape(-1, step)
    rms = pieces.std(axis=1)
    loud = np.flatnonzero(rms >= 0.05 * rms.max())
    speech = recording[max(0, loud[0] - 10) * step : (loud[-1] + 11) * step][:RATE]
    clip = np.zeros(RATE)
    before = (RATE - len(speech)) // 2
    clip[before : before + len(speech)] = speech - speech.mean()
    return clip


def by_scipy(clip):
    """Frames [frames, bands] with NumPy's views and SciPy's transform."""
    frames = np.lib.stride_tricks.sliding_window_view(clip, WINDOW)[::HOP]
    loudest = np.square(frames).mean(axis=1).max()
    spectrum = scipy.fft.rfft(frames * HANN, n=FFT, axis=1)
    power = (spectrum.real**2 + spectrum.imag**2) * (SHARE / loudest)
    return np.log(power @ MEL.T + LOG_FLOOR)


def by_librosa(clip):
    """The same with librosa's short-time transform; it centres the window in the 512 points, so 56 zeros go before and after."""
    side = (FFT - WINDOW) // 2
    loudest = np.square(librosa.util.frame(clip, frame_length=WINDOW, hop_length=HOP)).mean(axis=0).max()
    spectrum = librosa.stft(np.pad(clip, side), n_fft=FFT, hop_length=HOP, win_length=WINDOW, window="hann", center=False, dtype=np.complex128)
    return np.log(MEL @ (np.abs(spectrum) ** 2 * (SHARE / loudest)) + LOG_FLOOR).T


def whole(recording, mean, std):
    """All that the engine's figure has in it: trimming, frames, standardisation on a grid of 1/1024."""
    z = np.clip((by_scipy(trimmed(recording)) - mean) / std, -8, 8)
    return (np.rint(z * 1024) / 1024).astype(np.float32)


def least(work, rounds):
    """Least milliseconds of `work`."""
    best = float("inf")
    for _ in range(rounds):
        begun = time.perf_counter()
        work()
        best = min(best, time.perf_counter() - begun)
    return best * 1e3


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=100)
    rounds = parser.parse_args().rounds
    rate, samples = wavfile.read(CLIP)
    if rate != RATE or samples.dtype != np.int16:
        raise ValueError(f"{CLIP.name} is not of {RATE} Hz and 16 bits")
    recording = samples / 32768
    clip = trimmed(recording)
    frames = by_scipy(clip)
    off = np.abs(frames - by_librosa(clip)).max()
    if frames.shape != (FRAMES, BANDS) or off > 1e-9:
        raise ValueError(f"SciPy and librosa differ by {off}")
    mean, std = frames.mean(axis=0), frames.std(axis=0)
    ms = {
        f"SciPy {scipy.__version__}": least(lambda: by_scipy(clip), rounds),
        f"SciPy {scipy.__version__}, with trimming and standardisation": least(lambda: whole(recording, mean, std), rounds),
        f"librosa {librosa.__version__}": least(lambda: by_librosa(clip), rounds),
    }
    print(json.dumps({"ms": ms, "notes": {"front end": f"NumPy {np.__version__}, frames of SciPy and librosa equal to {off:.0e}"}}))


if __name__ == "__main__":
    main()
