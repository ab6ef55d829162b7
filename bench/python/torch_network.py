"""A layers model of TensorFlow.js in PyTorch, with random weights: what it costs does not depend on them."""

import json
import sys

import torch


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
