"""A window as fast as Python does it: soxr (or resampy), scipy's FFT on all frames at once, ONNX Runtime on one thread.

    python optimised.py WAV MODEL.onnx RUNS

Prints JSON: CPU ms of each run by step, and the packages that are missing. Steps without their packages are left out.
"""

import importlib
import json
import sys
import time

PACKAGES = ("numpy", "scipy", "soxr", "resampy", "onnxruntime")


def found(name):
    try:
        return importlib.import_module(name)
    except ImportError:
        return None


modules = {name: found(name) for name in PACKAGES}
missing = [name for name, module in modules.items() if module is None]
if modules["numpy"] is None or modules["scipy"] is None:
    print(json.dumps({"missing": missing, "steps": {}}))
    sys.exit(0)

import numpy as np
import scipy.fft
from scipy.io import wavfile

RATE_HZ, N_FFT, HOP, MELS, COEFFICIENTS = 22_050, 2_048, 512, 128, 40


def slaney(hz):
    return np.where(hz < 1_000, hz * 3 / 200, 15 + np.log(np.maximum(hz, 1e-9) / 1_000) * 27 / np.log(6.4))


def slaney_to_hz(mel):
    return np.where(mel < 15, mel * 200 / 3, 1_000 * np.exp((mel - 15) * np.log(6.4) / 27))


def mel_bank():
    bins = np.fft.rfftfreq(N_FFT, 1 / RATE_HZ)
    edges = slaney_to_hz(np.linspace(0, slaney(np.array(RATE_HZ / 2)), MELS + 2))
    rise = (bins - edges[:-2, None]) / np.diff(edges)[:-1, None]
    fall = (edges[2:, None] - bins) / np.diff(edges)[1:, None]
    return (np.maximum(0, np.minimum(rise, fall)) * (2 / (edges[2:] - edges[:-2]))[:, None]).astype(np.float32)


BANK = mel_bank()
HANN = np.hanning(N_FFT + 1)[:-1].astype(np.float32)


def mfcc(y):
    padded = np.pad(y, N_FFT // 2, mode="reflect")
    frames = np.lib.stride_tricks.sliding_window_view(padded, N_FFT)[::HOP] * HANN
    spectrum = scipy.fft.rfft(frames, axis=1, workers=1)
    power = spectrum.real**2 + spectrum.imag**2
    log_mel = 10 * np.log10(np.maximum(1e-10, BANK @ power.T))
    log_mel = np.maximum(log_mel, log_mel.max() - 80)
    return scipy.fft.dct(log_mel, axis=0, norm="ortho")[:COEFFICIENTS]


def timed(work, runs):
    for _ in range(5):
        work()
    times = []
    for _ in range(runs):
        before = time.process_time()
        work()
        times.append(1_000 * (time.process_time() - before))
    return times


wav, model, runs = sys.argv[1], sys.argv[2], int(sys.argv[3])


def decode():
    rate, samples = wavfile.read(wav)
    return rate, samples.astype(np.float32) / 32_768


rate, decoded = decode()
steps = {"decode": timed(decode, runs)}
at_rate = decoded[:: rate // RATE_HZ].copy()
if modules["soxr"] is not None:
    resample = lambda: modules["soxr"].resample(decoded, rate, RATE_HZ, quality="HQ")
    steps["resample"] = timed(resample, runs)
    at_rate = resample()
elif modules["resampy"] is not None:
    resample = lambda: modules["resampy"].resample(decoded, rate, RATE_HZ, filter="kaiser_fast")
    steps["resample"] = timed(resample, runs)
    at_rate = resample()
steps["mfcc"] = timed(lambda: mfcc(at_rate), runs)
if modules["onnxruntime"] is not None:
    options = modules["onnxruntime"].SessionOptions()
    options.intra_op_num_threads = 1
    session = modules["onnxruntime"].InferenceSession(model, options, providers=["CPUExecutionProvider"])
    name = session.get_inputs()[0].name
    image = np.zeros((1, 40, 433, 1), np.float32)
    image[0, :, : mfcc(at_rate).shape[1], 0] = mfcc(at_rate)[:, :433]
    steps["network"] = timed(lambda: session.run(None, {name: image}), runs)
print(json.dumps({"missing": missing, "steps": steps}))
