/** What can be wrong with the order of a source's chunks; counted under these names. */
export type IrregularityKind = 'gap' | 'duplicate' | 'late' | 'overlap' | 'rate-change' | 'two-publishers'

/** A chunk that did not simply continue its source's sound. */
export interface Irregularity {
  readonly kind: IrregularityKind
  /**
   * What became of the chunk: `refused`: left out, the windows go on; `restarted`: taken, windows begin
   * anew with it; `trimmed`: what it repeats was left out exactly, the windows go on.
   */
  readonly action: 'refused' | 'restarted' | 'trimmed'
  readonly source: string
  readonly seq?: number
  /** @unit Unix epoch ms */
  readonly capturedAtMs?: number
  /** @unit Unix epoch ms */
  readonly receivedAtMs: number
}
