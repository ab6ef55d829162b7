import { type Command, Option } from 'commander'
import { realNumber, wholeNumber } from './number-option.ts'
import type { PublishOptions } from './publish-recordings.ts'

/** `earshot publish`: plays recordings as a microphone would send them. */
export function addPublishCommand(program: Command): void {
  program
    .command('publish')
    .description('plays recordings to a broker as live chunks; ends when all are acknowledged')
    .argument('<path>', 'a WAV file, or a folder that is searched for *.wav')
    .requiredOption('--source <id>', 'name of the microphone: 1 to 64 of A-Z a-z 0-9 _ . -')
    .option('--url <mqtt-url>', 'the broker; by default that of the configuration, mqtt://localhost:1883')
    .option('--speed <n>', 'how many times as fast as real time', realNumber('--speed', { from: 0.01, to: 10_000 }), 1)
    .option('--chunk-ms <ms>', 'length of a chunk', wholeNumber('--chunk-ms', { from: 10, to: 60_000 }), 1_000)
    .addOption(
      new Option('--format <name>', 'what a chunk is: wav, or json where the broker speaks MQTT 3.1.1 only').choices([
        'wav',
        'pcm',
        'json',
      ]),
    )
    .option('--repeat', 'begin anew at the end, until interrupted')
    .action(async (path: string, options: PublishOptions) => {
      // Loaded only now: the other commands need no MQTT client.
      const { publishRecordings } = await import('./publish-recordings.ts')
      const stopping = new AbortController()
      for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stopping.abort())
      const { chunks, seconds, topic } = await publishRecordings(path, options, stopping.signal)
      console.log(`published ${chunks} chunks, ${seconds.toFixed(1)} s of sound, to ${topic}`)
      if (stopping.signal.aborted && !options.repeat) process.exitCode = 1
    })
}
