import type { LabelThresholdsByName, WhatIfRequest } from '../../adapters/http/api.ts'
import type { WindowCount } from '../../detect/alarm-rule.ts'

/** What somebody tries: thresholds for each label, and how many windows must agree. */
export interface Draft {
  readonly thresholds: LabelThresholdsByName
  /** Null: as it is in force. */
  readonly raiseWindows: WindowCount | null
}

/** The question to the server: only labels whose thresholds are others than those in force. */
export function whatIf({ thresholds, raiseWindows }: Draft, inForce: LabelThresholdsByName): WhatIfRequest {
  return {
    thresholds: changedThresholds(thresholds, inForce),
    ...(raiseWindows ? { alarm: { raiseWindows } } : {}),
  }
}

export function changedThresholds(
  thresholds: LabelThresholdsByName,
  inForce: LabelThresholdsByName,
): LabelThresholdsByName {
  return Object.fromEntries(
    Object.entries(thresholds).filter(
      ([label, { raiseAt, clearAt }]) => raiseAt !== inForce[label]?.raiseAt || clearAt !== inForce[label]?.clearAt,
    ),
  )
}

/** What is wrong with a draft, for people; empty when it can be tried. */
export function mistakesOf({ thresholds, raiseWindows }: Draft): string[] {
  const mistakes = Object.entries(thresholds).flatMap(([label, { raiseAt, clearAt }]) => {
    if (!Number.isFinite(raiseAt) || !Number.isFinite(clearAt)) return [`${label}: give both thresholds as numbers`]
    return clearAt > raiseAt ? [`${label}: it must clear at or below ${raiseAt}, where it raises`] : []
  })
  if (raiseWindows && !(raiseWindows.n >= 1 && raiseWindows.n <= raiseWindows.of)) {
    mistakes.push(`windows: ${raiseWindows.n} of ${raiseWindows.of} cannot be`)
  }
  return mistakes
}
