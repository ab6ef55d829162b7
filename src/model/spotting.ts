import type { BundleAlarm, LabelSpec } from './bundle-fields.ts'

/**
 * The rule for models that spot words in one-second windows, four a second: two of three windows that are sure of a
 * word make an event, and the next word may follow as soon as one window is no longer sure of it.
 */
export const SPOTTING_ALARM: BundleAlarm = {
  raiseAt: 0.8,
  clearAt: 0.5,
  raiseWindows: { n: 2, of: 3 },
  clearWindows: { n: 1, of: 1 },
  minimumHoldSeconds: 0,
  cooldownSeconds: 0.5,
}

/** Whether a bundle's labels are events by themselves, such as words, and none of them means that all is well. */
export function isSpotter(labels: readonly Pick<LabelSpec, 'normal'>[]): boolean {
  return !labels.some(({ normal }) => normal)
}
