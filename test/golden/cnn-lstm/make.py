"""The keyword network in PyTorch, double precision: answers for networks whose weights follow from a formula.

Run: python make.py > answers.json        (PyTorch 1.13, NumPy)
Or:  python make.py --h5 FILE STEPS       (h5py as well) to write the network for `earshot import`.
"""

import json
import sys

import numpy as np
import torch

UNITS = 128
LABELS = (
    "bed bird cat dog down eight five four go left nine no off on one right seven six stop three tree two up yes zero"
).split()


def numbers(count, seed):
    """-0.5 to 0.5, the same in TypeScript: the high bits of a linear congruential generator."""
    values = np.empty(count)
    state = seed * 7919
    for i in range(count):
        state = (1664525 * state + 1013904223) % 2**32
        values[i] = state / 2**32 - 0.5
    return values.astype(np.float32)


class Weights:
    """Array after array, in Keras's order; how far from 0 depends on what it is for."""

    def __init__(self):
        self.layers = []
        self.seed = 0

    def layer(self, name, class_name, config, *arrays):
        made = []
        for array, shape, kind in arrays:
            self.seed += 1
            drawn = numbers(int(np.prod(shape)), self.seed).reshape(shape)
            fan_in = int(np.prod(shape[:-1]))
            scale = {"kernel": np.float32(6 / np.sqrt(fan_in)), "small": np.float32(0.25), "near 1": np.float32(1)}[kind]
            made.append((array, (drawn * scale + np.float32(1 if kind == "near 1" else 0)).astype(np.float32)))
        self.layers.append((name, class_name, {"name": name, **config}, made))

    def normalisation(self, name, width, config={}):
        self.layer(
            name,
            "BatchNormalization",
            {"axis": [-1], "momentum": 0.99, "epsilon": 0.001, "center": True, "scale": True, **config},
            ("gamma", (width,), "near 1"),
            ("beta", (width,), "small"),
            ("moving_mean", (width,), "small"),
            ("moving_variance", (width,), "near 1"),
        )

    def lstm(self, name, width, sequences):
        self.layer(
            name,
            "LSTM",
            {
                "units": UNITS,
                "activation": "tanh",
                "recurrent_activation": "sigmoid",
                "use_bias": True,
                "return_sequences": sequences,
            },
            ("kernel", (width, 4 * UNITS), "kernel"),
            ("recurrent_kernel", (UNITS, 4 * UNITS), "kernel"),
            ("bias", (4 * UNITS,), "small"),
        )

    def dense(self, name, width, units, activation):
        self.layer(
            name,
            "Dense",
            {"units": units, "activation": activation, "use_bias": True},
            ("kernel", (width, units), "kernel"),
            ("bias", (units,), "small"),
        )


def build(steps, width=40):
    w = Weights()
    w.normalisation("normalisation", width, {"batch_input_shape": [None, steps, width]})
    for block, filters in enumerate((32, 64, 128), 1):
        w.layer(
            f"convolution_{block}",
            "Conv1D",
            {
                "filters": filters,
                "kernel_size": [3],
                "strides": [1],
                "padding": "same",
                "data_format": "channels_last",
                "dilation_rate": [1],
                "activation": "relu",
                "use_bias": True,
            },
            ("kernel", (3, width, filters), "kernel"),
            ("bias", (filters,), "small"),
        )
        w.normalisation(f"normalisation_{block}", filters)
        pool = {"pool_size": [3], "strides": [3], "padding": "valid", "data_format": "channels_last"}
        w.layer(f"maximum_{block}", "MaxPooling1D", pool)
        width = filters
    w.layer("dropout_1", "Dropout", {"rate": 0.3})
    w.lstm("memory_1", width, True)
    w.layer(
        "attention",
        "SeqSelfAttention",
        {
            "units": 32,
            "attention_width": None,
            "attention_type": "additive",
            "return_attention": False,
            "history_only": False,
            "use_additive_bias": True,
            "use_attention_bias": True,
            "attention_activation": "tanh",
            "attention_regularizer_weight": 0.0,
        },
        ("attention_Add_Wt", (UNITS, 32), "kernel"),
        ("attention_Add_Wx", (UNITS, 32), "kernel"),
        ("attention_Add_bh", (32,), "small"),
        ("attention_Add_Wa", (32, 1), "kernel"),
        ("attention_Add_ba", (1,), "small"),
    )
    w.lstm("memory_2", UNITS, False)
    w.normalisation("normalisation_4", UNITS)
    w.layer("dropout_2", "Dropout", {"rate": 0.3})
    w.dense("dense_1", UNITS, 256, "relu")
    w.dense("dense_2", 256, 64, "relu")
    w.layer("dropout_3", "Dropout", {"rate": 0.3})
    w.dense("labels", 64, len(LABELS), "softmax")
    return w.layers


def run(layers, x):
    """@param x: [steps, width]"""
    x = torch.from_numpy(x).double()[None]
    for _, class_name, config, arrays in layers:
        a = [torch.from_numpy(values).double() for _, values in arrays]
        if class_name == "BatchNormalization":
            gamma, beta, mean, variance = a
            flat = x.reshape(-1, x.shape[-1])
            x = torch.nn.functional.batch_norm(flat, mean, variance, gamma, beta, eps=0.001).reshape(x.shape)
        elif class_name == "Conv1D":
            kernel, bias = a
            x = torch.nn.functional.conv1d(x.transpose(1, 2), kernel.permute(2, 1, 0), bias, padding=1)
            x = torch.relu(x).transpose(1, 2)
        elif class_name == "MaxPooling1D":
            x = torch.nn.functional.max_pool1d(x.transpose(1, 2), 3).transpose(1, 2)
        elif class_name == "LSTM":
            kernel, recurrent, bias = a
            lstm = torch.nn.LSTM(kernel.shape[0], UNITS, batch_first=True).double()
            with torch.no_grad():
                lstm.weight_ih_l0.copy_(kernel.T)
                lstm.weight_hh_l0.copy_(recurrent.T)
                lstm.bias_ih_l0.copy_(bias)
                lstm.bias_hh_l0.zero_()
                states, _ = lstm(x)
            x = states if config["return_sequences"] else states[:, -1]
        elif class_name == "SeqSelfAttention":
            wt, wx, bh, wa, ba = a
            hidden = torch.tanh((x @ wt)[:, :, None] + (x @ wx)[:, None, :] + bh)
            x = torch.softmax(torch.tanh((hidden @ wa)[..., 0] + ba), dim=-1) @ x
        elif class_name == "Dense":
            kernel, bias = a
            x = x @ kernel + bias
            x = torch.softmax(x, -1) if config["activation"] == "softmax" else torch.relu(x)
    return x[0]


def write_h5(path, layers):
    import h5py

    with h5py.File(path, "w") as file:
        described = [{"class_name": c, "config": config} for _, c, config, _ in layers]
        model = {"class_name": "Sequential", "config": {"name": "keywords", "layers": described}}
        file.attrs["model_config"] = json.dumps(model)
        file.attrs["keras_version"] = "2.4.0"
        file.attrs["backend"] = "tensorflow"
        root = file.create_group("model_weights")
        root.attrs["layer_names"] = [name.encode() for name, *_ in layers]
        for name, _, _, arrays in layers:
            group = root.create_group(name)
            group.attrs["weight_names"] = [f"{name}/{array}:0".encode() for array, _ in arrays]
            for array, values in arrays:
                group.create_dataset(f"{name}/{array}:0", data=values)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--h5"]:
        write_h5(sys.argv[2], build(int(sys.argv[3])))
        sys.exit()
    cases = []
    for steps in (49, 200):
        layers = build(steps)
        parameters = sum(values.size for *_, arrays in layers for _, values in arrays)
        for seed in (1001, 1002):
            x = 4 * numbers(steps * 40, seed).reshape(steps, 40)
            cases.append({"steps": steps, "seed": seed, "parameters": parameters, "output": run(layers, x).tolist()})
    json.dump({"torch": torch.__version__, "numpy": np.__version__, "cases": cases}, sys.stdout, indent=1)
    print()
