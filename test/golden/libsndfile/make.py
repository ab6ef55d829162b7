"""Writes cases.json: small WAV files made and read by libsndfile. Needs numpy and soundfile."""
import base64, io, json
import numpy as np
import soundfile as sf

cases = []
for container, subtypes in {
    'WAV': ['PCM_U8', 'PCM_16', 'PCM_24', 'PCM_32', 'FLOAT', 'DOUBLE', 'ALAW', 'ULAW', 'IMA_ADPCM'],
    'WAVEX': ['PCM_U8', 'PCM_16', 'PCM_24', 'PCM_32', 'FLOAT', 'DOUBLE', 'ALAW', 'ULAW'],
}.items():
    for subtype in subtypes:
        for channels in [1, 2] if subtype == 'IMA_ADPCM' else [1, 2, 8]:
            frames = 1200 if subtype == 'IMA_ADPCM' else 40
            t = np.arange(frames)
            y = np.stack([0.95 * np.sin((0.11 + 0.07 * c) * t + c) for c in range(channels)], axis=1)
            file = io.BytesIO()
            sf.write(file, y, 16000, subtype=subtype, format=container)
            file.seek(0)
            read, rate = sf.read(file, dtype='float32', always_2d=True)
            mono = read.T.mean(axis=0) if channels > 1 else read[:, 0]
            cases.append({
                'name': f'{container} {subtype} {channels}ch',
                'sampleRateHz': rate,
                'channels': channels,
                'frames': len(read),
                'wav': base64.b64encode(file.getvalue()).decode(),
                'step': frames // 40,
                'mono': [float(x) for x in mono.astype(np.float32)[:: frames // 40]],
            })
json.dump({'versions': {'libsndfile': sf.__libsndfile_version__, 'soundfile': sf.__version__, 'numpy': np.__version__},
           'cases': cases}, open('cases.json', 'w'))
