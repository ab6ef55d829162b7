import type { Clip } from '../audio/clip.ts'
import { resample } from '../audio/resample.ts'
import { EngineError, ModelMismatchError } from '../errors.ts'
import type { BundleAlarm, LabelSpec, NetworkManifest } from './bundle.ts'
import type { BundleContents } from './bundle-contents.ts'
import type { Engine } from './engine.ts'
import { logMelPicture, networkInputPicture } from './feature-picture.ts'
import { createFrontEnd } from './front-end.ts'
import { fromNetworkFiles } from './network-files.ts'
import { loadNetwork } from './network-loader.ts'
import { probeInput } from './network-shape.ts'
import type { Scorer } from './scoring.ts'
import { isSpotter } from './spotting.ts'
import { createStreamingFrontEnd } from './streaming-front-end.ts'
import { inSurroundings } from './surroundings.ts'
import type { ModelIdentity, Verdict } from './verdict.ts'

/** How far probabilities in single precision may be from summing to 1. */
const SUM_TOLERANCE = 1e-3

/** After so many windows the front end is as quick as it gets: 3 ms instead of 25 (measured). */
const WARM_UP_RUNS = 3

/** A scorer whose model is a neural network that gives one probability per label. */
export async function createNetworkScorer(contents: BundleContents<NetworkManifest>, engine: Engine): Promise<Scorer> {
  const { manifest, sha256 } = contents
  const { name, version, labels, alarm } = manifest
  const identity: ModelIdentity = { name, version, sha256 }
  const frontEnd = createFrontEnd(manifest.audio, manifest.features)
  const shape = { input: frontEnd.inputShape, outputs: labels.length }
  const network = await loadNetwork(fromNetworkFiles(contents), shape, engine)

  const scoreInput = async (input: Float32Array): Promise<Verdict> =>
    verdictOf(labels, await network.predict(input), identity, alarm)

  // What is not a probability of each label must show now, not at the first window; nor shall that be slow.
  const probe = async (): Promise<void> => {
    for (let run = 0; run < WARM_UP_RUNS; run++) frontEnd.fromSamples(probeInput([frontEnd.minimumSamples]))
    await scoreInput(probeInput(shape.input))
  }
  await probe().catch((error: unknown) => {
    network.dispose()
    throw error
  })

  return {
    manifest,
    identity,
    engineName: network.engineName,
    engineNote: network.engineNote,
    enginesRefused: engine.refused,
    scoreClip: async (clip: Clip) => scoreInput(frontEnd.fromClip(clip)),
    examineClip: async ({ y: recorded, sampleRateHz: fromHz }: Clip) => {
      const { audio, features } = manifest
      const { sampleRateHz, resampler } = audio
      const y = resample(recorded, { fromHz, toHz: sampleRateHz, resampler })
      const input = frontEnd.fromSamples(y)
      const verdict = await scoreInput(input)
      const heard: Clip = { y: inSurroundings(y, features), sampleRateHz, channels: 1 }
      return {
        verdict,
        pictures: [networkInputPicture(input, heard.y.length, audio, features), logMelPicture(heard, features)],
      }
    },
    live: {
      prepare: (windows) => createStreamingFrontEnd(manifest.audio, manifest.features, windows),
      score: scoreInput,
    },
    scoreSamples: async (y: Float32Array) => scoreInput(frontEnd.fromSamples(y)),
    dispose: () => network.dispose(),
  }
}

/**
 * Read a network's outputs as a verdict: the most probable label, the first of equals. Where no label is normal,
 * its probability is the score, and it is told from nothing by its threshold.
 *
 * @param alarm - The bundle's own rule, if it has one.
 * @throws {@link EngineError} when they are not finite.
 * @throws {@link ModelMismatchError} when they are not one probability per label.
 */
export function verdictOf(
  labels: readonly LabelSpec[],
  outputs: Float32Array,
  model: ModelIdentity,
  alarm?: BundleAlarm,
): Verdict {
  if (!outputs.every(Number.isFinite)) throw new EngineError('the network gave a probability that is not finite')
  const probabilities = Array.from(outputs)
  const largest = Math.max(...probabilities)
  const best = labels[probabilities.indexOf(largest)]
  const sum = probabilities.reduce((total, p) => total + p, 0)
  if (best === undefined || Math.min(...probabilities) < 0 || Math.abs(sum - 1) > SUM_TOLERANCE) {
    throw new ModelMismatchError(
      `the network's ${probabilities.length} outputs are not probabilities of ${labels.length} labels; ` +
        'its last layer has to be a softmax',
    )
  }
  const { name: label, message } = best
  if (isSpotter(labels)) {
    const raiseAt = (best.thresholds ?? alarm)?.raiseAt ?? 0
    return { label, message, anomaly: largest >= raiseAt, score: Math.min(1, largest), probabilities, model }
  }
  const normal = labels.reduce((total, label, i) => total + (label.normal ? (probabilities[i] ?? 0) : 0), 0)
  return {
    label,
    message,
    anomaly: !best.normal,
    score: Math.min(1, Math.max(0, 1 - normal)),
    probabilities,
    model,
  }
}
