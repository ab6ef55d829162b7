import { z } from 'zod'
import { DatasetError } from '../errors.ts'
import { AudioSpec, WindowSpec } from '../model/bundle.ts'
import { NormalSoundSpec } from '../model/normal-only-manifest.ts'
import { type HeardWindow, sessionsOf } from './heard-window.ts'
import type { NormalFrontEnd } from './normal-settings.ts'

/**
 * What is kept of the sessions that a live source was learnt from, so that a further one can be added: features of
 * some windows of each, not sound. Little-endian: the length of the head, the head as JSON, then window after window
 * its frames in {@link STEP_DB} as 16 bits, its band levels, its modulation and, of what is low, hum and powers as
 * 64-bit floats.
 */
const FORMAT = 2
/** Of a longer session, windows are left out evenly. 8 KB for each second at the usual settings. @unit s */
const MOST_KEPT_SECONDS = 600
/** Far below the least deviation that a detector reckons with. @unit dB */
const STEP_DB = 1 / 256
const MOST_STEPS = 32_767

const Settings = z.object({ audio: AudioSpec, window: WindowSpec, features: NormalSoundSpec })
const size = z.number().int().min(0)
const Head = z.object({
  format: z.literal(FORMAT),
  settings: Settings,
  windows: z.array(
    z.object({
      session: z.string(),
      recording: z.string(),
      nFrames: size,
      /** Numbers of the frames, the band levels, the modulation, the hum, the low powers. */
      numbers: z.tuple([size, size, size, size, size]),
    }),
  ),
})
type Head = z.infer<typeof Head>

/** @param windows - Of each session, ten minutes at most are taken, evenly. */
export function packSound(windows: readonly HeardWindow[], settings: NormalFrontEnd): Uint8Array {
  const kept = thinned(windows, Math.floor(MOST_KEPT_SECONDS / settings.window.lengthSeconds))
  const head: Head = {
    format: FORMAT,
    settings: Settings.parse(settings),
    windows: kept.map(({ session, recording, sound: { frames, nFrames, bandLevels, modulation, low } }) => ({
      session,
      recording,
      nFrames,
      numbers: [frames.length, bandLevels.length, modulation.length, low?.hum.length ?? 0, low?.powers.length ?? 0],
    })),
  }
  const text = new TextEncoder().encode(JSON.stringify(head))
  const out = new Uint8Array(4 + text.length + head.windows.reduce((sum, { numbers }) => sum + bytesOf(numbers), 0))
  const view = new DataView(out.buffer)
  view.setUint32(0, text.length, true)
  out.set(text, 4)
  let at = 4 + text.length
  for (const { sound } of kept) {
    for (const level of sound.frames) {
      const steps = Math.round(level / STEP_DB)
      view.setInt16(at, Math.max(-MOST_STEPS, Math.min(MOST_STEPS, steps)), true)
      at += 2
    }
    const { bandLevels, modulation, low } = sound
    for (const value of [...bandLevels, ...modulation, ...(low?.hum ?? []), ...(low?.powers ?? [])]) {
      view.setFloat64(at, value, true)
      at += 8
    }
  }
  return out
}

/** Names of the sessions of which something is kept. @throws {@link DatasetError} when it is not of this form. */
export function keptSessions(bytes: Uint8Array): string[] {
  return sessionsOf(readHead(bytes).head.windows)
}

/** @throws {@link DatasetError} when it is not of this form, or was heard with other settings. */
export function unpackSound(bytes: Uint8Array, settings: NormalFrontEnd): HeardWindow[] {
  const { head, length } = readHead(bytes)
  // Parsed, both have their keys in the same order.
  if (JSON.stringify(head.settings) !== JSON.stringify(Settings.parse(settings))) {
    throw new DatasetError('what is kept of the former sessions was heard with other settings: learn anew')
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  let at = length
  const floats = (count: number): Float64Array =>
    Float64Array.from({ length: count }, () => {
      at += 8
      return view.getFloat64(at - 8, true)
    })
  return head.windows.map(
    ({ session, recording, nFrames, numbers: [frameCount, bands, modulations, lines, lowBands] }) => {
      const frames = new Float32Array(frameCount)
      for (let i = 0; i < frameCount; i += 1) frames[i] = view.getInt16(at + 2 * i, true) * STEP_DB
      at += 2 * frameCount
      const sound = { frames, nFrames, bandLevels: floats(bands), modulation: floats(modulations) }
      if (lines === 0) return { session, recording, sound }
      return {
        session,
        recording,
        sound: { ...sound, low: { hum: floats(lines), powers: Float32Array.from(floats(lowBands)) } },
      }
    },
  )
}

function readHead(bytes: Uint8Array): { readonly head: Head; readonly length: number } {
  const broken = (cause?: unknown) =>
    new DatasetError('what is kept of the former sessions is damaged, or of another version', { cause })
  if (bytes.length < 4) throw broken()
  const length = 4 + new DataView(bytes.buffer, bytes.byteOffset).getUint32(0, true)
  let head: Head
  try {
    head = Head.parse(JSON.parse(new TextDecoder().decode(bytes.subarray(4, length))))
  } catch (cause) {
    throw broken(cause)
  }
  const whole = length + head.windows.reduce((sum, { numbers }) => sum + bytesOf(numbers), 0)
  if (whole !== bytes.length) throw broken()
  return { head, length }
}

function bytesOf([frames, ...floats]: Head['windows'][number]['numbers']): number {
  return 2 * frames + 8 * floats.reduce((sum, count) => sum + count, 0)
}

function thinned(windows: readonly HeardWindow[], most: number): HeardWindow[] {
  return sessionsOf(windows).flatMap((name) => {
    const ofSession = windows.filter(({ session }) => session === name)
    const count = Math.min(ofSession.length, most)
    return Array.from({ length: count }, (_, i) => ofSession[Math.floor((i * ofSession.length) / count)]).filter(
      (window) => window !== undefined,
    )
  })
}
