import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readdir, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as pause } from 'node:timers/promises'
import { build } from 'esbuild'
import { expect, it } from 'vitest'
import { ClipFolder } from '../../../src/adapters/disk/clip-folder.ts'
import { RecordedLog } from '../../recorders.ts'

const KILLS = 12

it(`after ${KILLS} kills in the middle of recording, every recording that was whole or begun can be heard`, async () => {
  const folder = await mkdtemp(join(tmpdir(), 'earshot-kill-'))
  try {
    const program = join(folder, 'recorder.mjs')
    await build({
      entryPoints: [join(import.meta.dirname, 'recorder-to-kill.ts')],
      outfile: program,
      bundle: true,
      platform: 'node',
      format: 'esm',
      target: 'node20',
      logLevel: 'error',
    })
    const clips = join(folder, 'clips')
    const whole: string[] = []
    for (let kill = 0; kill < KILLS; kill += 1) {
      const child = spawn(process.execPath, [program, clips, String(1_000 * kill + 1)], {
        stdio: ['ignore', 'pipe', 'inherit'],
      })
      const exit = once(child, 'exit')
      const lines = createInterface(child.stdout)
      lines.on('line', (id) => whole.push(id))
      await once(lines, 'line')
      await pause((7 * kill) % 23)
      child.kill('SIGKILL')
      await exit
    }
    const log = new RecordedLog()
    const store = new ClipFolder({ folder: clips, maxBytes: 600_000, protectedIds: () => new Set(), log })
    await store.start()
    const kept = store.list()
    // A description without a sound is all that a kill may leave of a recording that had only begun.
    expect(log.lines.filter(({ level }) => level === 'error')).toEqual([])
    expect(kept.length).toBeGreaterThan(5)
    for (const { id, isComplete } of kept) {
      const y = await store.samples(id)
      expect(isComplete).toBe(true)
      expect(
        y.every((sample, i) => sample === i % 30_000),
        id,
      ).toBe(true)
      if (whole.includes(id)) expect(y).toHaveLength(10_000)
    }
    expect(kept.some(({ id }) => id === whole.at(-1))).toBe(true)
    const names = await readdir(clips)
    expect(names.filter((name) => !/\.(wav|json)$/.test(name))).toEqual([])
    const sizes = await Promise.all(names.map(async (name) => (await stat(join(clips, name))).size))
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThanOrEqual(600_000)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
})
