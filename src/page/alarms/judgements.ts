import type { Judgement } from '../../adapters/http/api.ts'

/** What people can say of an alarm, each with a sign. */
export const JUDGEMENTS: readonly { readonly judgement: Judgement; readonly sign: string; readonly name: string }[] = [
  { judgement: 'right', sign: '✓', name: 'Right' },
  { judgement: 'false-alarm', sign: '✕', name: 'False alarm' },
  { judgement: 'other-fault', sign: '≠', name: 'Other fault' },
]

/** `✓ Right`. */
export function describeJudgement(wanted: Judgement): string {
  const found = JUDGEMENTS.find(({ judgement }) => judgement === wanted)
  return found ? `${found.sign} ${found.name}` : wanted
}
