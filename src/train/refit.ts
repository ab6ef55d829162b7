/** When a network is trained once more, from all recordings, after it is known how well that goes. */
export const REFIT_CHOICES = ['few', 'always', 'never'] as const
export type Refit = (typeof REFIT_CHOICES)[number]

/** Fewer recordings than this are few: a fifth of them is missed, and training again takes little time. */
export const FEW_RECORDINGS = 500

/** @param heldOutMachines - Machines that are never learnt from: they are there to say what an unheard one comes to. */
export function isRefitted(
  refit: Refit,
  {
    recordings,
    heldOutMachines,
  }: { readonly recordings: number; readonly heldOutMachines?: readonly string[] | undefined },
): boolean {
  if (heldOutMachines !== undefined || refit === 'never') return false
  return refit === 'always' || recordings < FEW_RECORDINGS
}
