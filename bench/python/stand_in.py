"""Stands in for the reference service where librosa and Keras cannot be had: service.py with the same Flask, soundfile
and resampy, librosa's load and MFCC written out on numpy and scipy, and PyTorch in the place of Keras.

    python stand_in.py PORT MODEL.json

Its network is quicker than Keras' `predict`, and it does not start TensorFlow: ratios to it are lower bounds.
"""

import json
import sys

import numpy as np
import resampy
import scipy.fft
import soundfile
import torch
from flask import Flask, jsonify, request

RATE_HZ, N_FFT, HOP, MELS, COEFFICIENTS, COLUMNS = 22_050, 2_048, 512, 128, 40, 433


def build(path):
    topology = json.load(open(path))["modelTopology"]
    config = topology.get("model_config", topology)["config"]
    layers, channels = [], 1
    for layer in config["layers"] if isinstance(config, dict) else config:
        c = layer["config"]
        match layer["class_name"]:
            case "Conv2D":
                layers += [torch.nn.Conv2d(channels, c["filters"], c["kernel_size"]), torch.nn.ReLU()]
                channels = c["filters"]
            case "MaxPooling2D":
                layers.append(torch.nn.MaxPool2d(c["pool_size"]))
            case "GlobalAveragePooling2D":
                layers += [torch.nn.AdaptiveAvgPool2d(1), torch.nn.Flatten()]
            case "Dense":
                layers += [torch.nn.Linear(channels, c["units"]), torch.nn.Softmax(1)]
            case "Dropout":
                pass
            case other:
                sys.exit(f"the stand-in does not know layers of class {other}")
    return torch.nn.Sequential(*layers).eval()


def slaney(hz):
    return np.where(hz < 1_000, hz * 3 / 200, 15 + np.log(np.maximum(hz, 1e-9) / 1_000) * 27 / np.log(6.4))


def slaney_to_hz(mel):
    return np.where(mel < 15, mel * 200 / 3, 1_000 * np.exp((mel - 15) * np.log(6.4) / 27))


def mel_bank():
    """As librosa.filters.mel, which librosa computes anew for each clip."""
    bins = np.fft.rfftfreq(N_FFT, 1 / RATE_HZ)
    edges = slaney_to_hz(np.linspace(0, slaney(np.array(RATE_HZ / 2)), MELS + 2))
    rise = (bins - edges[:-2, None]) / np.diff(edges)[:-1, None]
    fall = (edges[2:, None] - bins) / np.diff(edges)[1:, None]
    return (np.maximum(0, np.minimum(rise, fall)) * (2 / (edges[2:] - edges[:-2]))[:, None]).astype(np.float32)


def load(file):
    """As librosa.load(res_type='kaiser_fast'): mono, resampled, of the whole length."""
    y, rate = soundfile.read(file, dtype="float32")
    y = y if y.ndim == 1 else y.mean(axis=1)
    if rate == RATE_HZ:
        return y
    resampled = resampy.resample(y, rate, RATE_HZ, filter="kaiser_fast")
    length = int(np.ceil(len(y) * RATE_HZ / rate))
    return np.pad(resampled, (0, max(0, length - len(resampled))))[:length]


def mfcc(y):
    padded = np.pad(y, N_FFT // 2)
    frames = np.lib.stride_tricks.sliding_window_view(padded, N_FFT)[::HOP].T
    window = np.hanning(N_FFT + 1)[:-1].astype(np.float32)[:, None]
    power = np.abs(np.fft.rfft(window * frames, axis=0).astype(np.complex64)) ** 2
    log_mel = 10 * np.log10(np.maximum(1e-10, np.einsum("ft,mf->mt", power, mel_bank(), optimize=True)))
    log_mel = np.maximum(log_mel, log_mel.max() - 80)
    return scipy.fft.dct(log_mel, axis=0, type=2, norm="ortho")[:COEFFICIENTS]


def features(file):
    columns = np.pad(mfcc(load(file)), ((0, 0), (0, 2)))[:, :COLUMNS]
    if columns.shape[1] < COLUMNS:
        columns = np.hstack([columns, columns[:, -(COLUMNS - columns.shape[1]) :]])
    return torch.from_numpy(columns.astype(np.float32).reshape(1, 1, COEFFICIENTS, COLUMNS))


if __name__ == "__main__":
    torch.set_num_threads(1)
    model = build(sys.argv[2])
    app = Flask(__name__)

    @app.get("/")
    def up():
        return "server is up"

    @app.post("/inference")
    def inference():
        with torch.inference_mode():
            probabilities = model(features(request.files["file"]))[0].tolist()
        best = int(np.argmax(probabilities))
        return jsonify({"Anomaly": best != 0, "Details": {"Message": str(best), "Probabilities": probabilities}})

    app.run(port=int(sys.argv[1]))
