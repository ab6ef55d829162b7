import type { JudgedClip } from './judged-clip.ts'
import type { LabelScheme } from './label-scheme.ts'

/** A recording that was judged badly, and how. */
export interface BadlyJudged {
  readonly clip: JudgedClip
  /** For people: what is wrong. */
  readonly reason: string
}

/**
 * The recordings that were judged worst: wrong decisions first, then those that stand on the wrong side of most
 * others. A false alarm is the worse the more faults score below it; a missed fault, the more normal clips above it.
 */
export function worstClips(clips: readonly JudgedClip[], scheme: LabelScheme, count: number): BadlyJudged[] {
  const ranked = clips.map((clip) => ({ clip, reason: mistake(clip, scheme), misplaced: misplacedShare(clip, clips) }))
  return ranked
    .filter(({ reason, misplaced }) => reason !== null || misplaced > 0)
    .sort(
      (a, b) =>
        Number(b.reason !== null) - Number(a.reason !== null) ||
        b.misplaced - a.misplaced ||
        a.clip.file.localeCompare(b.clip.file),
    )
    .slice(0, count)
    .map(({ clip, reason, misplaced }) => ({ clip, reason: reason ?? misplacement(clip, misplaced) }))
}

function mistake({ label, isAbnormal, verdict }: JudgedClip, scheme: LabelScheme): string | null {
  if (verdict.anomaly && !isAbnormal) return `false alarm: ${label} called ${verdict.label}`
  if (!verdict.anomaly && isAbnormal) return `missed: ${label} called ${verdict.label}`
  const isCompared = scheme.level === 'labels' && scheme.compared.includes(label)
  return isCompared && verdict.label !== label ? `wrong fault: ${label} called ${verdict.label}` : null
}

/** Share of the other kind that this one is on the wrong side of: its part in what the AUC lacks. Equals count half. */
function misplacedShare({ isAbnormal, verdict: { score } }: JudgedClip, clips: readonly JudgedClip[]): number {
  const others = clips.filter((other) => other.isAbnormal !== isAbnormal)
  const sign = isAbnormal ? 1 : -1
  const wrong = others.reduce((sum, other) => sum + (1 + Math.sign(sign * (other.verdict.score - score))) / 2, 0)
  return others.length === 0 ? 0 : wrong / others.length
}

function misplacement({ isAbnormal }: JudgedClip, share: number): string {
  const percent = `${(100 * share).toFixed(0)} %`
  return isAbnormal ? `scores below ${percent} of the normal clips` : `scores above ${percent} of the abnormal clips`
}
