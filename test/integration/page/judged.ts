import type { LiveModel } from '../../../src/adapters/http/api.ts'
import type { SourceStatus } from '../../../src/pipeline/source-status.ts'
import { alarmEvent, sourceStatus } from '../http/scene.ts'

export const model: LiveModel = {
  identity: { name: 'small', version: '1.0.0', sha256: '0'.repeat(64) },
  labels: [
    { name: 'ok', message: 'OK', normal: true },
    { name: 'fault', message: 'Fault', normal: false },
  ],
  engineName: 'wasm',
}

/** A source whose last window was judged. @param fault - Probability of the fault; above one half it is alarmed. */
export function judged(source: string, fault: number, message: string, endMs = 10_000): SourceStatus {
  const isFaulty = fault > 0.5
  return {
    ...sourceStatus(source, isFaulty ? alarmEvent(source, 'raised') : null),
    last: {
      verdict: {
        source,
        label: isFaulty ? 'fault' : 'ok',
        message,
        anomaly: isFaulty,
        score: fault,
        probabilities: [1 - fault, fault],
        model: model.identity,
        window: { startMs: endMs - 10_000, endMs },
        indicators: {
          rmsDbfs: -23.46,
          spectralCentroidHz: 900,
          spectralFlatness: 0.2,
          spectralRolloffHz: 4_000,
          crestFactor: 4,
          zeroCrossingsPerSecond: 800,
        },
        inferenceMs: 7,
      },
      explanation: {
        transition: 'none',
        reason: isFaulty ? 'above-clear-threshold' : 'below-raise-threshold',
        labels: [{ label: 'fault', score: fault, raiseAt: 0.8, clearAt: 0.5 }],
        windows: { n: 3, of: 5, towards: isFaulty ? 'clear' : 'raise', met: 0 },
        holdRemainingMs: 0,
        cooldownRemainingMs: 0,
      },
    },
  }
}
