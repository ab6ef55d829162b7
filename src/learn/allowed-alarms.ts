/** Chance of refusing a detector whose rate of false alarms is exactly as stated, by windows that are independent. */
const CHANCE = 0.01

/**
 * Most windows of a trial that may be raised: more would happen once in a hundred trials of a detector that keeps
 * the stated rate of false alarms exactly, windows taken as independent. Neither is quite so, and more good ones are
 * refused (docs/accuracy.md has figures); to allow for it would let machines pass that drift.
 *
 * @param windows - Of the trial, not negative.
 * @param rate - Share of normal windows that may be raised, 0..1.
 */
export function allowedAlarms(windows: number, rate: number): number {
  let probability = (1 - rate) ** windows
  let sum = probability
  let raised = 0
  while (1 - sum > CHANCE && raised < windows) {
    probability *= ((windows - raised) / (raised + 1)) * (rate / (1 - rate))
    raised += 1
    sum += probability
  }
  return raised
}
