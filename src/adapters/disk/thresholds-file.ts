import { mkdir, readFile, rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import { z } from 'zod'
import { ConfigError } from '../../errors.ts'
import type { Log } from '../../pipeline/ports.ts'
import { type AppliedRule, type AppliedRuleStore, NOTHING_APPLIED } from '../../pipeline/review/rule-in-force.ts'
import { replaceFile } from './replace-file.ts'

const Level = z.number().min(0).max(1)
const Thresholds = z.record(z.string(), z.object({ raiseAt: Level, clearAt: Level }))
const Count = z.number().int().min(1)
const Stored = z.object({
  thresholds: Thresholds.nullable(),
  raiseWindows: z.object({ n: Count, of: Count }).nullable(),
})

/** What was applied on the page, in a JSON file. */
export function createThresholdsFile(path: string, log: Log): AppliedRuleStore {
  return {
    async read(): Promise<AppliedRule> {
      const text = await readFile(path, 'utf8').catch(() => undefined)
      if (text === undefined) return NOTHING_APPLIED
      try {
        return Stored.parse(JSON.parse(text))
      } catch (error) {
        log.error('the thresholds that were applied cannot be read; the configured ones hold', { path, error })
        return NOTHING_APPLIED
      }
    },
    async write(applied) {
      if (applied.thresholds === null && applied.raiseWindows === null) {
        await rm(path, { force: true })
        return
      }
      try {
        await mkdir(dirname(path), { recursive: true })
        await replaceFile(path, `${JSON.stringify(applied)}\n`)
      } catch (cause) {
        const message = 'thresholds cannot be kept: data.directory must be a folder that can be written'
        throw new ConfigError(message, { cause })
      }
    },
  }
}
