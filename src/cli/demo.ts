import type { Command } from 'commander'
import type { DemoOptions } from './demonstrate.ts'
import { wholeNumber } from './number-option.ts'

export function addDemoCommand(program: Command): void {
  program
    .command('demo')
    .description(
      'try it: a broker, a local IoT Edge runtime, a simulated fan with faults to switch, the module, its page',
    )
    .option(
      '--broker-port <port>',
      'where the broker listens; when it is taken, any free one',
      wholeNumber('--broker-port', { from: 0, to: 65_535 }),
      1883,
    )
    .action(async (options: DemoOptions) => {
      const { demonstrate } = await import('./demonstrate.ts')
      await demonstrate(options)
    })
}
