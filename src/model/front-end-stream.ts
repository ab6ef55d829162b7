import { sampleKernel } from '../dsp/kernel/sample-kernel.ts'
import type { WindowStream } from '../dsp/window-stream.ts'
import { AudioError } from '../errors.ts'

/** What a model takes of one window of a live stretch. */
export interface WindowInput {
  /** As the model's `live.score` takes it, owned by the receiver. */
  readonly input: Float32Array
  /** Samples of the stretch up to the window's end. */
  readonly end: number
}

/**
 * Live sound of one source to what a model takes, each STFT frame computed once. Windows are those of a
 * `WindowCutter` with the same lengths, in the same order, and the input is what would be made of each by itself.
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

/** A stream that takes finite samples only. */
export function frontEndStream(stream: WindowStream<WindowInput>): FrontEndStream {
  return {
    restart: () => stream.restart(),
    push: (y) => {
      assertFinite(y)
      return stream.push(y)
    },
    complete: (tail) => {
      assertFinite(tail)
      return stream.complete(tail)
    },
  }
}

/** Squares of samples must fit single precision, sums of some thousand of them too. */
const LARGEST_SAMPLE = 2 ** 48

function assertFinite(y: Float32Array): void {
  const kernel = sampleKernel()
  if (kernel !== null && kernel.largest(y) <= LARGEST_SAMPLE) return
  for (let i = 0; i < y.length; i += 1) {
    if (Math.abs(y[i] as number) <= LARGEST_SAMPLE) continue
    throw new AudioError('EARSHOT_AUDIO_NOT_FINITE', `sample ${i} is not finite, or far beyond full scale`)
  }
}
