import type { Judgement } from './review.ts'

/** How a rule would have done over the time that is kept. */
export interface Outcome extends Counts {
  readonly perSource: readonly (Counts & { readonly source: string })[]
}

export interface Counts {
  /** Alarms. */
  readonly raised: number
  /** Alarms that people called false, and that this rule raises. */
  readonly falseAlarms: number
  /** Alarms that people called right, or another fault, and that this rule does not raise. */
  readonly missed: number
}

export interface AlarmChange {
  readonly source: string
  /** When the alarm is raised: by the other rule, or by the one in force if the other raises none. @unit Unix epoch ms */
  readonly atMs: number
  readonly label: string
  readonly change: 'no longer raised' | 'newly raised' | 'raised earlier' | 'raised later'
  /** What people said of it, when they did. */
  readonly judgement: Judgement | null
}

/** The answer of `POST /api/what-if`. */
export interface WhatIfAnswer {
  /** What the history spans; null when nothing is kept yet. @unit Unix epoch ms */
  readonly fromMs: number | null
  readonly toMs: number | null
  readonly windows: number
  /** Windows that gave way to newer ones since the start of the module, for the size of the history. */
  readonly windowsDropped: number
  /** That there was time for, of all that are kept; those with reviews come first. */
  readonly sources: { readonly replayed: number; readonly of: number }
  /** By the rule in force. */
  readonly now: Outcome
  /** By the other. */
  readonly other: Outcome
  /** Oldest first; at most 500. */
  readonly changes: readonly AlarmChange[]
}
