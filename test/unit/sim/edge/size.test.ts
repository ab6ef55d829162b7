import { readdirSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { expect, it } from 'vitest'

const FOLDER = resolve(import.meta.dirname, '../../../../src/sim/edge')
/** See docs/decisions/0008. @unit lines of code */
const MOST = 600

/** Neither blank nor comment. */
function linesOfCode(text: string): number {
  const withoutComments = text.replaceAll(/^\s*\/\*[\s\S]*?\*\//gm, '').replaceAll(/^\s*\/\/.*$/gm, '')
  return withoutComments.split('\n').filter((line) => line.trim() !== '').length
}

it('the local IoT Edge runtime stays under 600 lines of code, in several small files', () => {
  const sizes = readdirSync(FOLDER).map((name) => linesOfCode(readFileSync(resolve(FOLDER, name), 'utf8')))
  expect(sizes.length).toBeGreaterThan(5)
  expect(Math.max(...sizes)).toBeLessThan(200)
  expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(MOST)
})
