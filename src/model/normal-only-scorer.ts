import { samplesAtRate } from '../audio/at-rate.ts'
import { kernelModule } from '../dsp/kernel/kernel-module.ts'
import type { StreamWindows } from '../dsp/stream-plan.ts'
import { BundleError } from '../errors.ts'
import type { LabelSpec } from './bundle.ts'
import type { BundleContents } from './bundle-contents.ts'
import { ANOMALOUS_THRESHOLDS } from './detectors/anomaly-scale.ts'
import { detectorArrays, judge, NormalDetector, type NormalDistances } from './detectors/normal-detector.ts'
import { type NormalSound, NormalSoundExtractor, openFeatures } from './detectors/normal-sound.ts'
import { haveCommonGrid } from './detectors/sound-tracks.ts'
import { unpackArrays } from './detectors/weight-arrays.ts'
import { normalSoundPicture } from './feature-picture.ts'
import type { NormalOnlyManifest } from './normal-only-manifest.ts'
import type { Scorer } from './scoring.ts'
import { createStreamingDetector, unpackFollowed } from './streaming-detector.ts'
import type { Verdict } from './verdict.ts'

/** After so many windows the computation is as quick as it gets. */
const WARM_UP_RUNS = 3

/**
 * A scorer whose model has heard nothing but normal sound. It has no probabilities.
 *
 * A recording of another length than the window is scored as a whole: the distances are means over its frames.
 *
 * @param kernel - Computes frames in WebAssembly; null computes in plain double precision.
 * @throws {@link BundleError} when its numbers are damaged or do not fit the manifest.
 */
export function createNormalOnlyScorer(contents: BundleContents<NormalOnlyManifest>, kernel = kernelModule()): Scorer {
  const { manifest, sha256 } = contents
  const { name, version, audio, calibration } = manifest
  const identity = { name, version, sha256 }
  const extractor = openFeatures(
    name,
    () => new NormalSoundExtractor(audio.sampleRateHz, manifest.features, manifest.window.lengthSeconds, kernel),
  )
  const detector = openDetector(contents, extractor, kernel)
  // The first window shall not be slow: a loaded detector is a warm one.
  const probe = new Float32Array(extractor.minimumSamples).map((_, i) => Math.sin(i))
  for (let run = 0; run < WARM_UP_RUNS; run += 1) detector.measure(extractor.extract(probe))
  const normal = labelOf(manifest, 'normal')
  const anomalous = labelOf(manifest, 'anomalous')
  const raiseAt = anomalous.thresholds?.raiseAt ?? ANOMALOUS_THRESHOLDS.raiseAt

  const score = (sound: NormalSound): Verdict => verdictOn(sound, detector.measure(sound))

  function verdictOn(sound: Pick<NormalSound, 'bandLevels' | 'modulation'>, distances: NormalDistances): Verdict {
    const judgement = judge(distances, calibration)
    const anomaly = judgement.score >= raiseAt
    const label = anomaly ? anomalous : normal
    return {
      label: label.name,
      message: label.message,
      anomaly,
      score: judgement.score,
      probabilities: [],
      scores: judgement.scores,
      ...(anomaly ? { explanation: detector.explain(sound) } : {}),
      model: identity,
    }
  }

  return {
    manifest,
    identity,
    engineName: 'cpu',
    scoreClip: async (clip) => score(extractor.extract(samplesAtRate(clip, audio))),
    examineClip: async (clip) => {
      const sound = extractor.extract(samplesAtRate(clip, audio))
      return { verdict: score(sound), pictures: [normalSoundPicture(sound, extractor)] }
    },
    ...(haveCommonGrid(manifest.features, manifest.features.hopLength)
      ? {
          live: {
            prepare: ({ windowLength, hopFrames }: StreamWindows) =>
              createStreamingDetector(extractor, detector, {
                windowLength,
                hopLength: hopFrames * manifest.features.hopLength,
              }),
            score: async (input: Float32Array) => {
              const sound = unpackFollowed(input, extractor)
              return verdictOn(sound, detector.withSummary(sound.spectrum, sound))
            },
          },
        }
      : {}),
    scoreSamples: async (y) => score(extractor.extract(y)),
    dispose: () => undefined,
  }
}

function openDetector(
  { manifest, files }: BundleContents<NormalOnlyManifest>,
  extractor: NormalSoundExtractor,
  kernel: WebAssembly.Module | null,
): NormalDetector {
  const bytes = files.get(manifest.weights)
  if (bytes === undefined) throw new BundleError(`${manifest.weights} is missing from bundle ${manifest.name}`)
  const expected = detectorArrays(extractor, manifest.sessions.length)
  const arrays = unpackArrays(bytes, manifest.arrays, expected)
  return new NormalDetector(extractor, arrays, manifest.calibration.hum, kernel)
}

function labelOf({ name: bundle, labels }: NormalOnlyManifest, name: string): LabelSpec {
  const label = labels.find((candidate) => candidate.name === name)
  if (label === undefined) throw new BundleError(`bundle ${bundle} has no label ${name}`)
  return label
}
