import type { Acquaintance } from '../heard-recordings.ts'
import { type Figures, figuresOf } from './figures.ts'
import type { JudgedClip } from './judged-clip.ts'
import type { LabelScheme } from './label-scheme.ts'

/** What the bundle had to do with the evaluated recordings before. */
export interface HeldOut {
  /** How many recordings of each acquaintance. */
  readonly counts: Readonly<Record<Acquaintance, number>>
  /** The same for people, with what follows from it. */
  readonly statement: string
  /** On the unheard recordings alone, where there are some and others too. */
  readonly unheard: Figures | null
}

export function describeHeldOut(clips: readonly JudgedClip[], scheme: LabelScheme): HeldOut {
  const count = (kind: Acquaintance): number => clips.filter(({ acquaintance }) => acquaintance === kind).length
  const counts = {
    training: count('training'),
    validation: count('validation'),
    unheard: count('unheard'),
    unknown: count('unknown'),
  }
  const isMixed = counts.unheard > 0 && counts.unheard < clips.length
  const unheard = clips.filter(({ acquaintance }) => acquaintance === 'unheard')
  return {
    counts,
    statement: state(counts, clips.length),
    unheard: isMixed ? figuresOf(unheard, scheme, ({ verdict }) => verdict) : null,
  }
}

function state({ training, validation, unheard, unknown }: HeldOut['counts'], all: number): string {
  if (unknown > 0) {
    return (
      'The bundle does not say which recordings it was made with, so it is not known whether any of these ' +
      `${all} was held out. Read the figures as an upper bound.`
    )
  }
  if (unheard === all) {
    return (
      `None of these ${all} recordings was used to make the bundle (compared by their files' SHA-256; ` +
      'a re-encoded copy would not be noticed).'
    )
  }
  const met = [
    training > 0 ? `${training} of ${all} recordings were learnt from` : '',
    validation > 0 ? `${validation} of ${all} chose among its weights or thresholds (validation)` : '',
  ].filter((text) => text !== '')
  const rest =
    unheard > 0
      ? `${unheard} were never heard: the figures on those alone stand beside the others.`
      : 'None was never heard: this says how well it remembers, not how well it will do.'
  return `${met.join(', ')}. ${rest}`
}
