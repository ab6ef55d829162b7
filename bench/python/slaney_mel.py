"""librosa's mel filter bank (htk=False, norm="slaney"), written out on numpy."""

import numpy as np


def slaney(hz):
    return np.where(hz < 1_000, hz * 3 / 200, 15 + np.log(np.maximum(hz, 1e-9) / 1_000) * 27 / np.log(6.4))


def slaney_to_hz(mel):
    return np.where(mel < 15, mel * 200 / 3, 1_000 * np.exp((mel - 15) * np.log(6.4) / 27))


def mel_bank(rate_hz, n_fft, mels=128):
    bins = np.fft.rfftfreq(n_fft, 1 / rate_hz)
    edges = slaney_to_hz(np.linspace(0, slaney(np.array(rate_hz / 2)), mels + 2))
    rise = (bins - edges[:-2, None]) / np.diff(edges)[:-1, None]
    fall = (edges[2:, None] - bins) / np.diff(edges)[1:, None]
    return (np.maximum(0, np.minimum(rise, fall)) * (2 / (edges[2:] - edges[:-2]))[:, None]).astype(np.float32)
