import { Presets, SingleBar } from 'cli-progress'

export interface Progress {
  /** @param note - What is being worked on, shown behind the bar. */
  update(done: number, note?: string): void
  stop(): void
}

/**
 * A bar with the time left on standard error when that is a terminal; nothing otherwise.
 *
 * @param done - How much of it was done before.
 */
export function progressBar(title: string, total: number, done = 0): Progress {
  if (!process.stderr.isTTY) return { update: () => undefined, stop: () => undefined }
  const bar = new SingleBar(
    {
      format: `${title} {bar} {value}/{total} · {eta_formatted} left · {note}`,
      stream: process.stderr,
      hideCursor: true,
      clearOnComplete: false,
    },
    Presets.shades_classic,
  )
  bar.start(total, done, { note: '' })
  return { update: (value, note) => bar.update(value, note === undefined ? {} : { note }), stop: () => bar.stop() }
}
