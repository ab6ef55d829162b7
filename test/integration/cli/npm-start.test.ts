import { execFile } from 'node:child_process'
import { copyFile, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'

const run = promisify(execFile)

/** A build that leaves a program which prints what it was called with. */
const BUILD = `import { mkdirSync, writeFileSync } from 'node:fs'
mkdirSync('dist')
writeFileSync('dist/cli.js', 'console.log(process.argv.slice(2).join())')
`

let checkout: string
beforeEach(async () => {
  checkout = await mkdtemp(join(tmpdir(), 'earshot-start-'))
  await mkdir(join(checkout, 'scripts'))
  await copyFile('scripts/start.js', join(checkout, 'scripts', 'start.js'))
  await writeFile(join(checkout, 'scripts', 'build.js'), BUILD)
  await writeFile(join(checkout, 'package.json'), '{"type":"module"}')
})
afterEach(() => rm(checkout, { recursive: true, force: true }))

const start = (...args: string[]) => run(process.execPath, [join(checkout, 'scripts', 'start.js'), ...args])

describe('npm start', () => {
  it('is the demo, with what follows', async () => {
    expect(JSON.parse(await readFile('package.json', 'utf8')).scripts.start).toBe('node scripts/start.js')
    expect((await start('--broker-port', '1884')).stdout).toBe('demo,--broker-port,1884\n')
  })

  it('builds what a checkout lacks whose packages were installed without scripts, once, and says so', async () => {
    expect((await start()).stderr).toContain('has not been built yet')
    expect(await start()).toEqual({ stdout: 'demo\n', stderr: '' })
  })
})
