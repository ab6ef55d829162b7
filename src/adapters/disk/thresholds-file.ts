import { mkdir, readFile, unlink } from 'node:fs/promises'
import { dirname } from 'node:path'
import { z } from 'zod'
import { ConfigError } from '../../errors.ts'
import type { Log } from '../../pipeline/ports.ts'
import { type AppliedRule, type AppliedRuleStore, NOTHING_APPLIED } from '../../pipeline/review/rule-in-force.ts'
import { makeDurable } from './durable-files.ts'
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
      try {
        return Stored.parse(JSON.parse(await readFile(path, 'utf8')))
      } catch (error) {
        if (isMissing(error)) return NOTHING_APPLIED
        log.error('the thresholds that were applied cannot be read; the configured ones hold', { path, error })
        return NOTHING_APPLIED
      }
    },
    async write(applied) {
      try {
        if (applied.thresholds === null && applied.raiseWindows === null) {
          await withdraw(path)
          return
        }
        await mkdir(dirname(path), { recursive: true })
        await replaceFile(path, `${JSON.stringify(applied)}\n`)
      } catch (cause) {
        const message = 'thresholds cannot be kept: data.directory must be a folder that can be written'
        throw new ConfigError(message, { cause })
      }
    },
  }
}

/** For good: what was withdrawn must not be in force again after a power cut. */
async function withdraw(path: string): Promise<void> {
  try {
    await unlink(path)
  } catch (error) {
    if (isMissing(error)) return
    throw error
  }
  await makeDurable(dirname(path))
}

const isMissing = (error: unknown): boolean => error instanceof Error && 'code' in error && error.code === 'ENOENT'
