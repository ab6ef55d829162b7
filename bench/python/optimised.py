"""A window as fast as Python does it: soxr (or resampy), scipy's FFT on all frames at once, ONNX Runtime on one thread.

    python optimised.py WAV MODEL.onnx MODEL.json RUNS

Prints JSON: CPU ms of each run by step, what computed each, and the packages that are missing. Without its Python
package soxr is the system's libsoxr, called directly; without ONNX Runtime the network is PyTorch's. The steps of a
whole window are one row more. What has no package is left out.
"""

import ctypes
import ctypes.util
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
from slaney_mel import mel_bank

RATE_HZ, N_FFT, HOP, COEFFICIENTS = 22_050, 2_048, 512, 40


BANK = mel_bank(RATE_HZ, N_FFT)
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


def system_soxr():
    """libsoxr's one-shot conversion in high quality, which is its default and that of the Python package."""
    name = ctypes.util.find_library("soxr")
    if name is None:
        return None
    oneshot = ctypes.CDLL(name).soxr_oneshot
    oneshot.restype = ctypes.c_char_p
    pointer, size = ctypes.c_void_p, ctypes.c_size_t
    oneshot.argtypes = [ctypes.c_double, ctypes.c_double, ctypes.c_uint] + [pointer, size, pointer] * 2 + [pointer] * 3

    def resample(y, from_hz, to_hz):
        out = np.empty(-(-len(y) * to_hz // from_hz), np.float32)
        done = size()
        error = oneshot(
            from_hz, to_hz, 1, y.ctypes.data, len(y), None, out.ctypes.data, len(out), ctypes.byref(done), None, None, None
        )
        if error is not None:
            sys.exit(error.decode())
        return out[: done.value]

    return resample


def resampler():
    if modules["soxr"] is not None:
        return "soxr", lambda y, a, b: modules["soxr"].resample(y, a, b, quality="HQ")
    if (resample := system_soxr()) is not None:
        return "libsoxr", resample
    if modules["resampy"] is not None:
        return "resampy", lambda y, a, b: modules["resampy"].resample(y, a, b, filter="kaiser_fast")
    return None, None


def network():
    if modules["onnxruntime"] is not None:
        options = modules["onnxruntime"].SessionOptions()
        options.intra_op_num_threads = 1
        session = modules["onnxruntime"].InferenceSession(model, options, providers=["CPUExecutionProvider"])
        name = session.get_inputs()[0].name
        return "onnxruntime", lambda image: session.run(None, {name: image[None, :, :, None]})
    if found("torch") is None:
        return None, None
    import torch
    from torch_network import build

    torch.set_num_threads(1)
    module = build(topology)

    def run(image):
        with torch.inference_mode():
            return module(torch.from_numpy(image)[None, None]).numpy()

    return "PyTorch", run


wav, model, topology, runs = sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4])


def decode():
    rate, samples = wavfile.read(wav)
    return rate, samples.astype(np.float32) / 32_768


def image_of(y):
    image = np.zeros((COEFFICIENTS, 433), np.float32)
    coefficients = mfcc(y)[:, :433]
    image[:, : coefficients.shape[1]] = coefficients
    return image


rate, decoded = decode()
at_rate = decoded if rate == RATE_HZ else decoded[:: rate // RATE_HZ].copy()
steps = {"decode": timed(decode, runs)}
by = {"decode": "scipy", "mfcc": "scipy"}
by_resampler, resample = resampler()
if rate != RATE_HZ and resample is not None:
    steps["resample"] = timed(lambda: resample(decoded, rate, RATE_HZ), runs)
    by["resample"] = by_resampler
    at_rate = resample(decoded, rate, RATE_HZ)
steps["mfcc"] = timed(lambda: mfcc(at_rate), runs)
by_network, run = network()
if run is not None:
    image = image_of(at_rate)
    steps["network"] = timed(lambda: run(image), runs)
    by["network"] = by_network
    if rate == RATE_HZ:
        steps["window"] = timed(lambda: run(image_of(decode()[1])), runs)
    elif resample is not None:
        steps["window"] = timed(lambda: run(image_of(resample(decode()[1], rate, RATE_HZ))), runs)
print(json.dumps({"missing": missing, "steps": steps, "by": by}))
