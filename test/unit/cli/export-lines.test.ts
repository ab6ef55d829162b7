import { execFileSync } from 'node:child_process'
import { expect, it } from 'vitest'
import { exportLines } from '../../../src/cli/export-lines.ts'

it('a shell takes values as they are, whatever they hold', () => {
  const environment = { EARSHOT_A: `HostName=hub;SharedAccessKey=a b"c$d`, EARSHOT_B: `the press's '; echo it` }
  const script = `${exportLines(environment)}\nprintf '%s\\n' "$EARSHOT_A" "$EARSHOT_B"`
  expect(execFileSync('sh', ['-c', script], { encoding: 'utf8' })).toBe(
    `${environment.EARSHOT_A}\n${environment.EARSHOT_B}\n`,
  )
})
