import { encodeWav } from '../../audio/wav-writer.ts'
import { Problem } from './problem.ts'

export interface RecordingPlan {
  /** It stops by itself after so long. @unit s */
  readonly seconds: number
  /** Stops it before. */
  readonly signal: AbortSignal
  /** Told some twenty times a second. @param peak - Of the last block, 0..1. */
  readonly onLevel: (peak: number, seconds: number) => void
}

/**
 * Record from the microphone, as it is: no echo canceller, noise suppressor or gain control between.
 *
 * @returns A WAV file, 16 bits, at the rate of the sound card.
 * @throws {@link Problem} when there is no microphone or it may not be used.
 */
export async function recordMicrophone({ seconds, signal, onLevel }: RecordingPlan): Promise<Blob> {
  const stream = await openMicrophone()
  const context = new AudioContext()
  try {
    await context.audioWorklet.addModule('/page/recorder-worklet.js')
    const recorder = new AudioWorkletNode(context, 'recorder', { numberOfOutputs: 0 })
    context.createMediaStreamSource(stream).connect(recorder)
    await context.resume()
    const blocks = await collect(recorder.port, context.sampleRate, { seconds, signal, onLevel })
    const wav = encodeWav(joined(blocks), context.sampleRate, { bitDepth: 16 })
    return new Blob([new Uint8Array(wav)], { type: 'audio/wav' })
  } finally {
    for (const track of stream.getTracks()) track.stop()
    await context.close()
  }
}

async function openMicrophone(): Promise<MediaStream> {
  // Browsers leave the whole object out on pages that came over plain HTTP from elsewhere.
  if (!('mediaDevices' in navigator)) {
    throw new Problem(
      'This browser keeps its microphone from this page.',
      'It gives it only to pages over https, or from localhost. Choose a WAV file instead.',
    )
  }
  try {
    return await navigator.mediaDevices.getUserMedia({
      audio: { echoCancellation: false, noiseSuppression: false, autoGainControl: false },
    })
  } catch (error) {
    const isRefused = error instanceof DOMException && error.name === 'NotAllowedError'
    throw isRefused
      ? new Problem('The microphone may not be used.', 'Allow it for this page in the browser, and try again.')
      : new Problem('There is no microphone.', 'Connect one, or choose a WAV file.')
  }
}

function collect(port: MessagePort, sampleRateHz: number, plan: RecordingPlan): Promise<readonly Float32Array[]> {
  const { seconds, signal, onLevel } = plan
  return new Promise((resolve) => {
    const blocks: Float32Array[] = []
    let length = 0
    const finish = (): void => {
      port.onmessage = null
      resolve(blocks)
    }
    port.onmessage = ({ data }: MessageEvent<Float32Array>) => {
      blocks.push(data)
      length += data.length
      onLevel(Math.max(...data.map(Math.abs)), length / sampleRateHz)
      if (length >= seconds * sampleRateHz) finish()
    }
    signal.addEventListener('abort', finish, { once: true })
  })
}

function joined(blocks: readonly Float32Array[]): Float32Array {
  const y = new Float32Array(blocks.reduce((sum, block) => sum + block.length, 0))
  let at = 0
  for (const block of blocks) {
    y.set(block, at)
    at += block.length
  }
  return y
}
