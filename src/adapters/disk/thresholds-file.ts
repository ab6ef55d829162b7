import { mkdir, readFile, rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import { z } from 'zod'
import type { LabelThresholds } from '../../detect/alarm-rule.ts'
import { ConfigError } from '../../errors.ts'
import type { Log } from '../../pipeline/ports.ts'
import type { ThresholdsStore } from '../../pipeline/review/rule-desk.ts'
import { replaceFile } from './replace-file.ts'

const Level = z.number().min(0).max(1)
const Stored = z.record(z.string(), z.object({ raiseAt: Level, clearAt: Level }))

/** Thresholds that were applied on the page, in a JSON file. */
export function createThresholdsFile(path: string, log: Log): ThresholdsStore {
  return {
    async read(): Promise<Readonly<Record<string, LabelThresholds>> | null> {
      const text = await readFile(path, 'utf8').catch(() => undefined)
      if (text === undefined) return null
      try {
        return Stored.parse(JSON.parse(text))
      } catch (error) {
        log.error('the thresholds that were applied cannot be read; the configured ones hold', { path, error })
        return null
      }
    },
    async write(thresholds) {
      if (thresholds === null) {
        await rm(path, { force: true })
        return
      }
      try {
        await mkdir(dirname(path), { recursive: true })
        await replaceFile(path, `${JSON.stringify(thresholds)}\n`)
      } catch (cause) {
        const message = 'thresholds cannot be kept: data.directory must be a folder that can be written'
        throw new ConfigError(message, { cause })
      }
    },
  }
}
