import type { NormalSound } from '../model/detectors/normal-sound.ts'

/** One window of normal sound that was heard, and where it belongs. */
export interface HeardWindow {
  /** Name of the session: a day, a place of the microphone, a duty point. */
  readonly session: string
  /** Names the recording, within its session; windows of one are never on both sides of a split. */
  readonly recording: string
  readonly sound: NormalSound
}

/** Names of sessions, in the order in which they were first heard. */
export function sessionsOf(windows: readonly Pick<HeardWindow, 'session'>[]): string[] {
  return [...new Set(windows.map(({ session }) => session))]
}
