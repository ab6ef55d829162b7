import { type Command, Option } from 'commander'
import { PRESET_NAMES } from '../model/presets.ts'
import { CLASSIFIER_KIND_NAMES, FIT_DEFAULTS } from '../train/classifier-kind-names.ts'
import { FEW_RECORDINGS, REFIT_CHOICES } from '../train/refit.ts'
import { names } from './list-option.ts'
import { realNumber, wholeNumber } from './number-option.ts'
import type { TrainOptions } from './train-options.ts'

/** `earshot train`: labelled recordings become a bundle. */
export function addTrainCommand(program: Command): void {
  program
    .command('train')
    .description('learn to tell labelled recordings apart: labelled WAV files become a bundle')
    .argument('<dir>', 'the data set: a folder per label, LABEL_*.wav, MIMII or DCASE')
    .requiredOption('--out <dir>', 'folder of the bundle; one that is there is replaced')
    .addOption(new Option('--kind <kind>', 'kind of classifier').choices(CLASSIFIER_KIND_NAMES).default('cnn'))
    .addOption(new Option('--preset <name>', 'front end (default: the usual one of the kind)').choices(PRESET_NAMES))
    .option('--labels <a,b,…>', 'which labels, in which order (default: all)', names('--labels'))
    .option(
      '--normal <a,…>',
      'the labels that mean that all is well (default: ok, normal, healthy, good)',
      names('--normal'),
    )
    .option('--background <label>', 'a label whose recordings are none of the others: noise, other words')
    .option('--messages <a,b,…>', 'texts for people, one a label (default: the labels)', names('--messages'))
    .option(
      '--epochs <count>',
      `most passes over the recordings (default: ${byKind('epochs')})`,
      wholeNumber('--epochs', { from: 1, to: 10_000 }),
    )
    .option(
      '--patience <count>',
      `stop after so many epochs without progress (default: ${byKind('patience')})`,
      wholeNumber('--patience', { from: 1, to: 10_000 }),
    )
    .option('--batch-size <count>', 'recordings per step', wholeNumber('--batch-size', { from: 1, to: 1_024 }), 16)
    .option(
      '--learning-rate <step>',
      `highest step size (default: ${byKind('learningRate')})`,
      realNumber('--learning-rate', { from: 1e-6, to: 1 }),
    )
    .option(
      '--validation <share>',
      'share of the recordings to check with',
      realNumber('--validation', { from: 0.01, to: 0.9 }),
      0.2,
    )
    .option('--hold-out <machine,…>', 'machines to check with, whole, instead of a share', names('--hold-out'))
    .addOption(
      new Option('--refit <when>', `networks: learn at last from all recordings; few: of fewer than ${FEW_RECORDINGS}`)
        .choices(REFIT_CHOICES)
        .default('few'),
    )
    .option(
      '--seed <number>',
      'decides split, order, first weights and dropout',
      wholeNumber('--seed', { from: 0, to: 2 ** 31 - 1 }),
      1,
    )
    .addOption(
      new Option('--resampler <name>', 'for recordings at another rate')
        .choices(['kaiser_fast@0.2', 'kaiser_fast', 'none'])
        .default('kaiser_fast'),
    )
    .addOption(
      new Option('--pad-mode <name>', "what stands before and after a clip's frames")
        .choices(['reflect', 'constant'])
        .default('constant'),
    )
    .option(
      '--augment <count>',
      'learn also from so many changed copies of each recording: in noise, shifted, louder or softer',
      wholeNumber('--augment', { from: 0, to: 100 }),
      0,
    )
    .option('--augment-snr <dB,dB>', 'copies: noise against signal, drawn between', range, [0, 30])
    .option(
      '--augment-gain <dB>',
      'copies: louder or softer by at most',
      realNumber('--augment-gain', { from: 0, to: 60 }),
      6,
    )
    .option(
      '--augment-shift <share>',
      'copies: begin elsewhere by at most this share of their length',
      realNumber('--augment-shift', { from: 0, to: 0.5 }),
      0.5,
    )
    .option(
      '--augment-mask <share>',
      'networks: put means in a stretch of at most this share of the frames, anew in every epoch',
      realNumber('--augment-mask', { from: 0, to: 0.5 }),
      0,
    )
    .option(
      '--relative-to <count>',
      'lda: judge machines by how they differ from so many of their normal recordings; earshot calibrate then',
      wholeNumber('--relative-to', { from: 0, to: 100 }),
      0,
    )
    .option('--resume <run>', 'go on with a training that was interrupted: its id, the beginning of one, or latest')
    .option('--runs <dir>', 'where trainings are kept', 'runs')
    .option('--mlflow <url>', 'copy the run to this MLflow tracking server when it is done')
    .option('--experiment <name>', 'of MLflow; is made where it is missing', 'earshot')
    .option('--dry-run', 'only say what was found and what would be done')
    .option('--name <name>', 'name of the bundle (default: its folder)')
    .option('--version <version>', 'version of the bundle', '1.0.0')
    .option('--description <text>', 'what the model knows and what it does not')
    .action(async (dir: string, asked: TrainOptions, command: Command) => {
      const options = withDefaults(asked)
      const given = Object.keys(options).filter((option) => command.getOptionValueSource(option) === 'cli')
      // Loaded only now: TensorFlow.js takes its time, which no other command should wait for.
      const { trainModel } = await import('./train-model.ts')
      await trainModel(dir, options, given)
    })
}

/** What differs from kind to kind, and is kept with the run, as far as the kind has it. */
function withDefaults(asked: TrainOptions): TrainOptions {
  return asked.kind === 'lda' ? asked : { ...FIT_DEFAULTS[asked.kind], ...asked }
}

function byKind(option: 'epochs' | 'patience' | 'learningRate'): string {
  return Object.entries(FIT_DEFAULTS)
    .map(([kind, defaults]) => `${kind} ${defaults[option]}`)
    .join(', ')
}

function range(text: string): [number, number] {
  const parse = realNumber('--augment-snr', { from: -40, to: 100 })
  const [low = '', high = low] = text.split(',')
  return [parse(low), parse(high)]
}
