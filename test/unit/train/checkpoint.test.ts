import { describe, expect, it } from 'vitest'
import { type Checkpoint, decodeCheckpoint, encodeCheckpoint } from '../../../src/train/checkpoint.ts'

const checkpoint: Checkpoint = {
  fingerprint: 'abc',
  state: {
    epochs: [{ epoch: 1, trainingLoss: 0.7, validationLoss: 0.6, validationAccuracy: 0.5, learningRate: 0.01 }],
    weights: [Float32Array.of(1, 2, 3), Float32Array.of(-4)],
    bestWeights: [Float32Array.of(0.1, 0.2, 0.3), Float32Array.of(5)],
    adam: { iterations: 7, moments: [Float32Array.of(1e-9), Float32Array.of(2)] },
  },
}

describe('a checkpoint', () => {
  it('is what it was after it has been written and read', () => {
    expect(decodeCheckpoint(encodeCheckpoint(checkpoint))).toEqual(checkpoint)
  })

  it('also knows how far a training from all recordings has come', () => {
    const again = {
      epochs: 3,
      weights: [Float32Array.of(9, 8, 7), Float32Array.of(6)],
      adam: { iterations: 21, moments: [Float32Array.of(0.5)] },
    }
    expect(decodeCheckpoint(encodeCheckpoint({ ...checkpoint, again }))).toEqual({ ...checkpoint, again })
  })

  it('is none when its file was cut off or is something else', () => {
    const bytes = encodeCheckpoint(checkpoint)
    for (let length = 0; length < bytes.length; length += 1) {
      expect(decodeCheckpoint(bytes.subarray(0, length))).toBeUndefined()
    }
    expect(decodeCheckpoint(Buffer.from('{"epochs":[]}\n'))).toBeUndefined()
  })
})
