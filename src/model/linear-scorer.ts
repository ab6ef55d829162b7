import { samplesAtRate } from '../audio/at-rate.ts'
import type { Clip } from '../audio/clip.ts'
import { kernelModule } from '../dsp/kernel/kernel-module.ts'
import type { StreamWindows } from '../dsp/stream-plan.ts'
import { BundleError } from '../errors.ts'
import type { BundleContents } from './bundle-contents.ts'
import { openFeatures } from './detectors/normal-sound.ts'
import { haveCommonGrid } from './detectors/sound-tracks.ts'
import { type ArrayShape, unpackArrays } from './detectors/weight-arrays.ts'
import { normalSoundPicture } from './feature-picture.ts'
import type { LinearManifest } from './linear-manifest.ts'
import { verdictOf } from './network-scorer.ts'
import type { Scorer } from './scoring.ts'
import { differenceSize, soundDifference } from './sound-difference.ts'
import { type MeasuredSound, SoundStatistics } from './sound-statistics.ts'
import { createStreamingStatistics } from './streaming-statistics.ts'
import type { Verdict } from './verdict.ts'

/** After so many windows the computation is as quick as it gets. */
const WARM_UP_RUNS = 3

/** Names and shapes of the arrays of a linear classifier, in the order of its file. */
export function linearArrays(
  { labels, weighs, calibration }: Pick<LinearManifest, 'labels' | 'weighs' | 'calibration'>,
  { size, parts }: Pick<SoundStatistics, 'size' | 'parts'>,
): ArrayShape[] {
  const weighed = weighs === 'difference' ? differenceSize(parts) : size
  return [
    { name: 'weights', shape: [labels.length, weighed] },
    { name: 'biases', shape: [labels.length] },
    ...(calibration === undefined ? [] : [{ name: 'reference', shape: [size] }]),
  ]
}

/**
 * A scorer whose probabilities are a softmax of weighted sums of the recording's statistics.
 *
 * @param kernel - Computes frames in WebAssembly; null computes in plain double precision.
 * @throws {@link BundleError} when its numbers are damaged or do not fit the manifest, or it is not calibrated and
 *   has to be.
 */
export function createLinearScorer(contents: BundleContents<LinearManifest>, kernel = kernelModule()): Scorer {
  const { manifest, sha256 } = contents
  const { name, version, audio, labels, features, window } = manifest
  if (manifest.weighs === 'difference' && manifest.calibration === undefined) {
    throw new BundleError(
      `bundle ${name} judges a machine by how it differs from its own normal sound, which it has not heard: give it ` +
        `two or more recordings of the machine when it is well (earshot calibrate DIR --model ${name} --out NEW)`,
    )
  }
  const identity = { name, version, sha256 }
  const meter = openFeatures(
    name,
    () => new SoundStatistics(audio.sampleRateHz, features, window.lengthSeconds, kernel),
  )
  const classify = openClassifier(contents, meter)
  const judge = (statistics: Float64Array): Verdict => verdictOf(labels, classify(statistics), identity)
  const score = ({ statistics }: MeasuredSound): Verdict => judge(statistics)
  const measure = (clip: Clip): MeasuredSound => meter.measure(samplesAtRate(clip, audio))

  // The first window shall not be slow, and what is no probability must show now.
  const probe = new Float32Array(meter.minimumSamples).map((_, i) => Math.sin(i))
  for (let run = 0; run < WARM_UP_RUNS; run += 1) score(meter.measure(probe))

  return {
    manifest,
    identity,
    engineName: 'cpu',
    scoreClip: async (clip) => score(measure(clip)),
    examineClip: async (clip) => {
      const measured = measure(clip)
      return { verdict: score(measured), pictures: [normalSoundPicture(measured.sound, meter.extractor)] }
    },
    ...(haveCommonGrid(features.sound, features.hopLength)
      ? {
          live: {
            prepare: ({ windowLength, hopFrames }: StreamWindows) =>
              createStreamingStatistics(meter, { windowLength, hopLength: hopFrames * features.hopLength }),
            score: async (input: Float32Array) => judge(Float64Array.from(input)),
          },
        }
      : {}),
    scoreSamples: async (y) => score(meter.measure(y)),
    dispose: () => undefined,
  }
}

/** @returns From statistics to one probability per label. */
function openClassifier(
  { manifest, files }: BundleContents<LinearManifest>,
  meter: SoundStatistics,
): (statistics: Float64Array) => Float32Array {
  const bytes = files.get(manifest.weights)
  if (bytes === undefined) throw new BundleError(`${manifest.weights} is missing from bundle ${manifest.name}`)
  const arrays = unpackArrays(bytes, manifest.arrays, linearArrays(manifest, meter))
  const [weights, biases, reference] = ['weights', 'biases', 'reference'].map((name) => arrays.get(name))
  if (weights === undefined || biases === undefined) throw new BundleError('the classifier has no weights')
  return (statistics) =>
    softmax(
      weightedSums(
        reference === undefined ? statistics : soundDifference(statistics, reference, meter.parts),
        weights,
        biases,
      ),
    )
}

/** @param weights - Row-major `[labels, x.length]`. */
export function weightedSums(x: Float64Array, weights: ArrayLike<number>, biases: ArrayLike<number>): Float64Array {
  return Float64Array.from(biases, (bias, label) => {
    let sum = bias
    for (let i = 0; i < x.length; i += 1) sum += (weights[label * x.length + i] as number) * (x[i] as number)
    return sum
  })
}

/** @see C. M. Bishop, *Pattern recognition and machine learning*, 4.2: the posterior of Gaussians that share one covariance. */
export function softmax(sums: Float64Array): Float32Array {
  const largest = Math.max(...sums)
  const powers = sums.map((sum) => Math.exp(sum - largest))
  const total = powers.reduce((sum, power) => sum + power, 0)
  return Float32Array.from(powers, (power) => power / total)
}
