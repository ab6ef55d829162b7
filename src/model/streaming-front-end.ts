import { kernelModule } from '../dsp/kernel/kernel-module.ts'
import { createMfccSteps } from '../dsp/mfcc-path.ts'
import { MfccStream, type WindowMfcc } from '../dsp/mfcc-stream.ts'
import { StreamPlan, type StreamWindows } from '../dsp/stream-plan.ts'
import { AudioError } from '../errors.ts'
import type { AudioSpec, MfccSpec } from './bundle.ts'
import { assertReachable, fitFrames } from './frame-policy.ts'
import { arrangement } from './front-end.ts'
import { type FrontEndStream, frontEndStream, type WindowInput } from './front-end-stream.ts'
import { StandardisedSteps } from './standardised-steps.ts'

/**
 * Prepare for live streams of one bundle.
 *
 * @param kernel - Computes in WebAssembly; null computes in plain double precision.
 * @returns Opens the stream of one source. Streams share tables and scratch memory; each has some 300 kB of its own.
 * @throws {@link BundleError} when the frame policy cannot fill the network's input.
 * @throws {@link ParameterError} when a number is out of its range.
 * @throws {@link AudioError} `EARSHOT_AUDIO_TOO_SHORT` when the windows are shorter than the bundle's minimum, or have
 *   fewer frames than the network takes where the bundle surrounds short clips with noise.
 */
export function createStreamingFrontEnd(
  audio: AudioSpec,
  features: MfccSpec,
  windows: StreamWindows,
  kernel = kernelModule(),
): () => FrontEndStream {
  const { frames, standardisation } = features
  assertReachable(frames)
  const steps = createMfccSteps({ ...features, sampleRateHz: audio.sampleRateHz }, kernel)
  const standardised = standardisation === null ? undefined : new StandardisedSteps(steps, standardisation)
  const plan = new StreamPlan(standardised ?? steps, windows)
  // What clips are surrounded with, a live source has to bring itself.
  const fewest = typeof frames.extend === 'string' ? frames.minimum : frames.count - frames.padColumns
  if (plan.nFrames < fewest) {
    throw new AudioError(
      'EARSHOT_AUDIO_TOO_SHORT',
      `windows of ${windows.windowLength} samples have ${plan.nFrames} frames, this model needs at least ${fewest}`,
      { context: { frames: plan.nFrames, minimumFrames: fewest } },
    )
  }
  const zeros = standardised?.zeros
  const arrange = arrangement({ ...features, standardisation: null })
  const toInput = (window: WindowMfcc): WindowInput => ({
    input: arrange(fitFrames(window, frames, zeros)),
    end: window.end,
  })
  return () => frontEndStream(new MfccStream(plan, toInput))
}
