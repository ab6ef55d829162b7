"""Stands in for the reference service where librosa and Keras cannot be had: service.py with the same Flask, soundfile
and resampy, librosa's load and MFCC written out on numpy and scipy, and PyTorch in the place of Keras.

    python stand_in.py PORT MODEL.json

Its network is quicker than Keras' `predict`, and it does not start TensorFlow: ratios to it are lower bounds.
"""

import sys

import numpy as np
import resampy
import scipy.fft
import soundfile
import torch
from flask import Flask, jsonify, request
from slaney_mel import mel_bank
from torch_network import build

RATE_HZ, N_FFT, HOP, COEFFICIENTS, COLUMNS = 22_050, 2_048, 512, 40, 433


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
    # librosa computes the bank anew for each clip.
    log_mel = 10 * np.log10(np.maximum(1e-10, np.einsum("ft,mf->mt", power, mel_bank(RATE_HZ, N_FFT), optimize=True)))
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
