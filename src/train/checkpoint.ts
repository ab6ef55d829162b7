import { z } from 'zod'
import { packArrays } from '../model/detectors/weight-arrays.ts'
import type { FitState } from './fit.ts'
import type { FitAllState } from './fit-all.ts'

const Lengths = z.array(z.number().int().min(0))
const Header = z.object({
  fingerprint: z.string(),
  epochs: z
    .array(
      z.object({
        epoch: z.number(),
        trainingLoss: z.number(),
        validationLoss: z.number(),
        validationAccuracy: z.number(),
        learningRate: z.number(),
      }),
    )
    .min(1),
  iterations: z.number(),
  again: z.object({ epochs: z.number().int().min(1), iterations: z.number() }).optional(),
  lengths: z.object({
    weights: Lengths,
    bestWeights: Lengths,
    moments: Lengths,
    weightsAgain: Lengths.default([]),
    momentsAgain: Lengths.default([]),
  }),
})
const PARTS = ['weights', 'bestWeights', 'moments', 'weightsAgain', 'momentsAgain'] as const
const BYTES = 4
const LINE_END = 10

/** From where a training can go on. */
export interface Checkpoint {
  /** Of the recordings that it learns from. */
  readonly fingerprint: string
  readonly state: FitState
  /** Of the training from all recordings, once that has begun: `state` is then where the first one ended. */
  readonly again?: FitAllState | undefined
}

/** As one file: a line of JSON, then every number as a little-endian 32-bit float. */
export function encodeCheckpoint({ fingerprint, state, again }: Checkpoint): Uint8Array {
  const { epochs, weights, bestWeights, adam } = state
  const parts = {
    weights,
    bestWeights,
    moments: adam.moments,
    weightsAgain: again?.weights ?? [],
    momentsAgain: again?.adam.moments ?? [],
  }
  const lengths = Object.fromEntries(PARTS.map((part) => [part, parts[part].map(({ length }) => length)]))
  const { iterations } = adam
  const counts = again && { again: { epochs: again.epochs, iterations: again.adam.iterations } }
  const header = `${JSON.stringify({ fingerprint, epochs, iterations, ...counts, lengths })}\n`
  const numbers = packArrays(
    PARTS.flatMap((name) => parts[name].map((values) => ({ name, shape: [values.length], values }))),
  )
  return Buffer.concat([Buffer.from(header), numbers])
}

/** @returns undefined where the bytes are not, or only part of, what {@link encodeCheckpoint} wrote. */
export function decodeCheckpoint(bytes: Uint8Array): Checkpoint | undefined {
  const end = bytes.indexOf(LINE_END)
  const header = Header.safeParse(parseJson(new TextDecoder().decode(bytes.subarray(0, Math.max(0, end)))))
  if (!header.success) return undefined
  const { fingerprint, epochs, iterations, again, lengths } = header.data
  const total = PARTS.flatMap((part) => lengths[part]).reduce((sum, length) => sum + length, 0)
  if (bytes.length !== end + 1 + total * BYTES) return undefined
  const view = new DataView(bytes.buffer, bytes.byteOffset + end + 1)
  let at = 0
  const read = (length: number): Float32Array => {
    const values = Float32Array.from({ length }, (_, i) => view.getFloat32((at + i) * BYTES, true))
    at += length
    return values
  }
  const [weights, bestWeights, moments, weightsAgain, momentsAgain] = [
    lengths.weights.map(read),
    lengths.bestWeights.map(read),
    lengths.moments.map(read),
    lengths.weightsAgain.map(read),
    lengths.momentsAgain.map(read),
  ]
  const state: FitState = { epochs, weights, bestWeights, adam: { iterations, moments } }
  if (again === undefined) return { fingerprint, state }
  const adam = { iterations: again.iterations, moments: momentsAgain }
  return { fingerprint, state, again: { epochs: again.epochs, weights: weightsAgain, adam } }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
