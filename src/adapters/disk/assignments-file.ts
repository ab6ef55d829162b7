import { mkdir, readFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { z } from 'zod'
import { ConfigError } from '../../errors.ts'
import type { AssignmentStore } from '../../pipeline/source-models.ts'
import { replaceFile } from './replace-file.ts'

const Assignments = z.record(z.string(), z.string())

/**
 * Which source is judged by which bundle, in a JSON file: `{"fan-1":"learnt-fan-1"}`. A reader meets the old file or
 * the new one, also after a power cut.
 */
export function assignmentsFile(path: string): AssignmentStore {
  return {
    /** @throws {@link ConfigError} when the file is there and is not of that form. */
    async read() {
      const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
        if (error.code === 'ENOENT') return '{}'
        throw error
      })
      try {
        return new Map(Object.entries(Assignments.parse(JSON.parse(text))))
      } catch (cause) {
        throw new ConfigError(`${path} does not say which source has which model; mend it, or take it away`, { cause })
      }
    },
    async write(assignments) {
      await mkdir(dirname(path), { recursive: true })
      await replaceFile(path, `${JSON.stringify(Object.fromEntries(assignments), null, 2)}\n`)
    },
  }
}
