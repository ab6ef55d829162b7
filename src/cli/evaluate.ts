import type { Command } from 'commander'
import { DEFAULT_MODEL } from './default-model.ts'
import { engineOption } from './engine-option.ts'
import type { EvaluateOptions } from './evaluate-bundle.ts'
import { names } from './list-option.ts'
import { wholeNumber } from './number-option.ts'

/** `earshot evaluate`: how good a bundle is on labelled recordings. */
export function addEvaluateCommand(program: Command): void {
  program
    .command('evaluate')
    .description(
      'say how good a bundle is on labelled recordings, beside what loudness alone would reach; ' +
        'exit code 1 when a recording could not be judged',
    )
    .argument('<dir>', 'the data set: a folder per label, LABEL_*.wav, MIMII or DCASE')
    .option('--model <dir>', 'folder of the bundle', DEFAULT_MODEL)
    .option('--labels <a,b,…>', 'which labels of the data set (default: all)', names('--labels'))
    .option(
      '--normal <a,…>',
      "the data set's labels that mean that all is well (default: the bundle's)",
      names('--normal'),
    )
    .option('--json', 'print one JSON object, and write a page only where --out says so')
    .option('--out <file>', 'where to write the page (default: evaluation.html, none with --json)')
    .option(
      '--worst <count>',
      'how many badly judged recordings the page shows and plays',
      wholeNumber('--worst', { from: 0, to: 50 }),
      8,
    )
    .option('--dry-run', 'only say what was found and what would be done')
    .addOption(engineOption())
    .action(async (dir: string, options: EvaluateOptions) => {
      // Loaded only now: TensorFlow.js takes its time, which no other command should wait for.
      const { evaluateBundle } = await import('./evaluate-bundle.ts')
      process.exitCode = await evaluateBundle(dir, options)
    })
}
