"""What the MFCC of a window costs the reference service: librosa's where it is installed, or else the stand-in's.

    python service_mfcc.py WAV RUNS

Prints JSON: what computed it, and CPU ms of each run. The WAV is at 22,050 Hz.
"""

import json
import sys
import time

wav, runs = sys.argv[1], int(sys.argv[2])
try:
    import librosa

    by = "librosa"
    y, _ = librosa.load(wav, sr=None)

    def mfcc():
        return librosa.feature.mfcc(y=y, sr=22_050, n_mfcc=40)
except ImportError:
    import stand_in

    by = "the stand-in"
    y = stand_in.load(wav)

    def mfcc():
        return stand_in.mfcc(y)


for _ in range(5):
    mfcc()
times = []
for _ in range(runs):
    before = time.process_time()
    mfcc()
    times.append(1_000 * (time.process_time() - before))
print(json.dumps({"by": by, "times": times}))
