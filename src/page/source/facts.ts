import type { SourceCounts, SourceStatus } from '../../pipeline/source-status.ts'
import { count, hertz } from '../format.ts'

/** How the sound of a source comes, how much was judged, and what was lost. */
export function factsOf({ chunk, counts, last }: SourceStatus): string {
  const facts = [
    // An alarm from before the start waits for its source to be heard again.
    chunk.channels === 0
      ? 'not heard since the start'
      : `${hertz(chunk.sampleRateHz)}, ${count(chunk.channels, 'channel')}, chunks of ${(chunk.durationMs / 1_000).toFixed(1)} s`,
    `${count(counts.windowsScored, 'window')} scored${last ? `, the last in ${Math.round(last.verdict.inferenceMs)} ms` : ''}`,
    ...losses(counts),
  ]
  return facts.join(' · ')
}

function losses({
  chunksRefused,
  chunksDropped,
  windowsDropped,
  windowsFailed,
  irregularities,
}: SourceCounts): string[] {
  const counted: readonly [number, string][] = [
    [chunksRefused, 'chunk|s| refused'],
    [chunksDropped, 'chunk|s| dropped'],
    [windowsDropped, 'window|s| dropped'],
    [windowsFailed, 'window|s| failed'],
    ...Object.entries(irregularities).map(([kind, n]): [number, string] => [n, kind]),
  ]
  return counted.filter(([n]) => n > 0).map(([n, what]) => `${n} ${what.replace('|s|', n === 1 ? '' : 's')}`)
}
