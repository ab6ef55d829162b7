import { spawnSync } from 'node:child_process'
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'

const folder = mkdtempSync(join(tmpdir(), 'earshot-launch-'))
const witness = join(folder, 'witness.cjs')
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** Says of each program whether V8 took what was compiled of it. */
beforeAll(() => {
  const text = `const vm = require('node:vm')
    vm.Script = class extends vm.Script {
      constructor(text, options) {
        super(text, options)
        console.log('taken: ' + (this.cachedDataRejected === false))
      }
    }`
  writeFileSync(witness, text)
})

function run(...args: readonly string[]): readonly string[] {
  const { stdout, stderr } = spawnSync(process.execPath, ['--require', witness, ...args], { encoding: 'utf8' })
  expect(stderr).toBe('')
  return stdout.trim().split('\n')
}

it('runs the command line as it was compiled when it was built', () => {
  expect(run(resolve('dist/cli.js'), '--help')).toEqual(
    expect.arrayContaining(['taken: true', 'Usage: earshot [options] [command]']),
  )
})

it('compiles a program anew that was changed since, or beside which something else lies', () => {
  const programs = join(folder, 'dist', 'programs')
  mkdirSync(programs, { recursive: true })
  copyFileSync(resolve('dist/launch.cjs'), join(folder, 'dist', 'launch.cjs'))
  const program = join(programs, 'greeting.cjs')
  const launch = `require(${JSON.stringify(join(folder, 'dist', 'launch.cjs'))}).launch('greeting')`
  const keep = resolve('scripts/keep-compiled.cjs')
  const greet = (): readonly string[] => run('--eval', launch)

  writeFileSync(program, `console.log('good morning')`)
  expect(greet()).toEqual(['taken: false', 'good morning'])
  spawnSync(process.execPath, ['--require', keep, '--eval', launch])
  expect(greet()).toEqual(['taken: true', 'good morning'])

  // As long as before: V8 itself would not see it.
  writeFileSync(program, `console.log('good evening')`)
  const later = new Date(Date.now() + 1_000)
  utimesSync(program, later, later)
  expect(greet()).toEqual(['taken: false', 'good evening'])

  writeFileSync(`${program}.compiled`, 'something else')
  utimesSync(`${program}.compiled`, later, later)
  expect(greet()).toEqual(['taken: false', 'good evening'])
})
