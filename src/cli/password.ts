import { createInterface } from 'node:readline/promises'
import { Writable } from 'node:stream'
import type { Command } from 'commander'
import { hashPassword } from '../adapters/http/access/password.ts'
import { ParameterError } from '../errors.ts'

/** Shorter ones are guessed, however few tries there are. */
const FEWEST_CHARACTERS = 8

/** `earshot password`: what `http.passwordHash` is to be. */
export function addPasswordCommand(program: Command): void {
  program
    .command('password')
    .description('make the hash of a password for http.passwordHash; asks for it, or reads a line from standard input')
    .action(async () => {
      console.log(await hashPassword(await readPassword()))
    })
}

/** Not from the command line: other users of the machine see that. */
async function readPassword(): Promise<string> {
  const { stdin, stderr } = process
  // What is typed is shown by nobody.
  const silent = new Writable({ write: (_piece, _encoding, done) => done() })
  const lines = createInterface({ input: stdin, output: silent, terminal: stdin.isTTY ?? false })
  try {
    if (stdin.isTTY) stderr.write('password: ')
    const { value: password = '' } = await lines[Symbol.asyncIterator]().next()
    if (stdin.isTTY) stderr.write('\n')
    if (password.length < FEWEST_CHARACTERS) {
      throw new ParameterError(`the password has ${password.length} characters; give it at least ${FEWEST_CHARACTERS}`)
    }
    return password
  } finally {
    lines.close()
  }
}
