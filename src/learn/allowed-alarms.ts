/** Chance of refusing a detector whose rate of false alarms is as stated. */
const CHANCE = 0.01

/**
 * Most windows of a trial that may be raised: more would happen once in a hundred trials of a detector that keeps
 * the stated rate of false alarms, windows taken as independent.
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
