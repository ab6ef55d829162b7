"""The reference: a fan monitor's service in Flask, librosa and Keras, as such services are written.

    python service.py PORT MODEL.json

POST /inference with a WAV in the part `file`. The network has the layers of a bundle's model.json, with random weights:
what it costs does not depend on them.
"""

import json
import sys

import librosa
import numpy as np
from flask import Flask, jsonify, request
from tensorflow import keras

RATE_HZ = 22_050
COLUMNS = 433


def build(path):
    topology = json.load(open(path))["modelTopology"]
    config = topology.get("model_config", topology)["config"]
    described = config["layers"] if isinstance(config, dict) else config
    kinds = {
        "Conv2D": lambda c: keras.layers.Conv2D(c["filters"], c["kernel_size"], activation=c["activation"]),
        "MaxPooling2D": lambda c: keras.layers.MaxPooling2D(c["pool_size"]),
        "Dropout": lambda c: keras.layers.Dropout(c["rate"]),
        "GlobalAveragePooling2D": lambda c: keras.layers.GlobalAveragePooling2D(),
        "Flatten": lambda c: keras.layers.Flatten(),
        "Dense": lambda c: keras.layers.Dense(c["units"], activation=c["activation"]),
    }
    layers = [kinds[layer["class_name"]](layer["config"]) for layer in described]
    return keras.Sequential([keras.layers.Input((40, COLUMNS, 1)), *layers])


def features(file):
    y, _ = librosa.load(file, sr=RATE_HZ, res_type="kaiser_fast")
    mfcc = librosa.feature.mfcc(y=y, sr=RATE_HZ, n_mfcc=40)
    mfcc = np.pad(mfcc, ((0, 0), (0, 2)))[:, :COLUMNS]
    if mfcc.shape[1] < COLUMNS:
        mfcc = np.hstack([mfcc, mfcc[:, -(COLUMNS - mfcc.shape[1]) :]])
    return mfcc.reshape(1, 40, COLUMNS, 1)


app = Flask(__name__)
model = build(sys.argv[2])


@app.get("/")
def up():
    return "server is up"


@app.post("/inference")
def inference():
    probabilities = model.predict(features(request.files["file"]), verbose=0)[0]
    best = int(np.argmax(probabilities))
    details = {"Message": str(best), "Probabilities": probabilities.tolist()}
    return jsonify({"Anomaly": best != 0, "Details": details})


app.run(port=int(sys.argv[1]))
