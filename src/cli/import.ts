import { type Command, Option } from 'commander'
import { PRESET_NAMES } from '../model/presets.ts'
import type { ImportOptions } from './import-model.ts'
import { names } from './list-option.ts'

/** `earshot import`: a Keras file becomes a bundle. */
export function addImportCommand(program: Command): void {
  program
    .command('import')
    .description('turn a Keras model (.hdf5, .h5, .keras) into a bundle')
    .argument('<file>', 'the whole model as Keras saved it, not its weights alone')
    .requiredOption('--out <dir>', 'folder of the bundle; one that is there is replaced')
    .requiredOption('--labels <a,b,…>', "names of the network's outputs, in its order", names('--labels'))
    .option(
      '--normal <a,…>',
      'the labels that mean that all is well; needed unless the labels are words',
      names('--normal'),
    )
    .option('--messages <a,b,…>', 'texts for people, one a label (default: the labels)', names('--messages'))
    .addOption(
      new Option('--preset <name>', 'front end (default: the one whose shape the network takes)').choices(PRESET_NAMES),
    )
    .addOption(
      new Option('--resampler <name>', "with which the model's recordings were resampled").choices([
        'kaiser_fast@0.2',
        'kaiser_fast',
        'none',
      ]),
    )
    .addOption(
      new Option('--pad-mode <name>', 'how librosa padded: reflect up to 0.9, constant since 0.10').choices([
        'reflect',
        'constant',
      ]),
    )
    .option('--name <name>', 'name of the bundle (default: its folder)')
    .option('--version <version>', 'version of the bundle', '1.0.0')
    .option('--description <text>', 'what the model knows and what it does not')
    .action(async (file: string, options: ImportOptions) => {
      // Loaded only now: TensorFlow.js and HDF5 take their time, which no other command should wait for.
      const { importModel } = await import('./import-model.ts')
      await importModel(file, options)
    })
}
