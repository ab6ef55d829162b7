import { kernelModule } from '../dsp/kernel/kernel-module.ts'
import { createMfccSteps } from '../dsp/mfcc-path.ts'
import { MfccStream, type WindowMfcc } from '../dsp/mfcc-stream.ts'
import { StreamPlan, type StreamWindows } from '../dsp/stream-plan.ts'
import { AudioError } from '../errors.ts'
import type { AudioSpec, MfccSpec } from './bundle.ts'
import { assertReachable, fitFrames } from './frame-policy.ts'
import { arrangement } from './front-end.ts'

/** What a network takes of one window of a live stretch. */
export interface WindowInput {
  /** Row-major in the front end's `inputShape`, owned by the receiver. */
  readonly input: Float32Array
  /** Samples of the stretch up to the window's end. */
  readonly end: number
}

/**
 * Live sound of one source to network input, each STFT frame computed once. Windows are those of a `WindowCutter`
 * with the same lengths, in the same order, and the input is what `FrontEnd.fromSamples` makes of each.
 */
export interface FrontEndStream {
  /** Forget the stretch; the next samples begin another. */
  restart(): void
  /**
   * Take the next samples of the stretch, at the bundle's rate, in pieces of any length.
   *
   * @returns The windows that are now complete, in order.
   * @throws {@link AudioError} `EARSHOT_AUDIO_NOT_FINITE`; the stream is as it was.
   */
  push(y: Float32Array): WindowInput[]
  /**
   * The windows that only lack samples of `tail`, which is what the stretch would end with if it ended now. They
   * are not given again when the stretch goes on.
   *
   * @throws as `push` does.
   */
  complete(tail: Float32Array): WindowInput[]
}

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
  const { frames } = features
  assertReachable(frames)
  const steps = createMfccSteps({ ...features, sampleRateHz: audio.sampleRateHz }, kernel)
  const plan = new StreamPlan(steps, windows)
  // What clips are surrounded with, a live source has to bring itself.
  const fewest = typeof frames.extend === 'string' ? frames.minimum : frames.count - frames.padColumns
  if (plan.nFrames < fewest) {
    throw new AudioError(
      'EARSHOT_AUDIO_TOO_SHORT',
      `windows of ${windows.windowLength} samples have ${plan.nFrames} frames, this model needs at least ${fewest}`,
      { context: { frames: plan.nFrames, minimumFrames: fewest } },
    )
  }
  const arrange = arrangement(features)
  const toInput = (window: WindowMfcc): WindowInput => ({
    input: arrange(fitFrames(window, frames)),
    end: window.end,
  })
  return () => asFrontEndStream(new MfccStream(plan), toInput)
}

function asFrontEndStream(stream: MfccStream, toInput: (window: WindowMfcc) => WindowInput): FrontEndStream {
  return {
    restart: () => stream.restart(),
    push: (y) => {
      assertFinite(y)
      return stream.push(y).map(toInput)
    },
    complete: (tail) => {
      assertFinite(tail)
      return stream.complete(tail).map(toInput)
    },
  }
}

/** Squares of samples must fit single precision, sums of some thousand of them too. */
const LARGEST_SAMPLE = 2 ** 48

function assertFinite(y: Float32Array): void {
  for (let i = 0; i < y.length; i += 1) {
    if (Math.abs(y[i] as number) <= LARGEST_SAMPLE) continue
    throw new AudioError('EARSHOT_AUDIO_NOT_FINITE', `sample ${i} is not finite, or far beyond full scale`)
  }
}
