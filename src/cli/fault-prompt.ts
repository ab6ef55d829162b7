import { createInterface, type Interface } from 'node:readline'
import type { Service } from '../lifecycle.ts'

interface Switchable {
  readonly faults: readonly string[]
  setFault(fault: string): void
}

/** Switches the simulated machine's fault from the terminal: a number or a name, and Enter. */
export class FaultPrompt implements Service {
  readonly name = 'prompt'
  readonly #machine: Switchable
  readonly #input: NodeJS.ReadableStream
  #lines: Interface | undefined

  constructor(machine: Switchable, input: NodeJS.ReadableStream) {
    this.#machine = machine
    this.#input = input
  }

  async start(): Promise<void> {
    this.#lines = createInterface({ input: this.#input })
    this.#lines.on('line', (line) => this.#obey(line.trim()))
    // Ctrl+C in a terminal that readline listens to.
    this.#lines.on('SIGINT', () => process.kill(process.pid, 'SIGINT'))
  }

  #obey(wish: string): void {
    if (wish === '') return
    const { faults } = this.#machine
    const fault = faults[Number(wish) - 1] ?? faults.find((name) => name === wish)
    if (fault) this.#machine.setFault(fault)
    else console.error(`type a number from 1 to ${faults.length}, or one of ${faults.join(', ')}`)
  }

  async stop(): Promise<void> {
    this.#lines?.close()
  }
}
