import { sealBundle } from '../../src/adapters/disk/bundle-folder.ts'
import type { Engine } from '../../src/model/engine.ts'
import { toNetworkFiles } from '../../src/model/network-files.ts'
import { fan, type PresetChoice } from '../../src/model/presets.ts'
import { createScorer, type Scorer } from '../../src/model/scorer.ts'
import type { ImportedModel } from '../../src/train/keras/import-keras.ts'

/** What `earshot import` makes of a model of fans with four labels, ready to score. */
export function importedScorer(model: ImportedModel, choice: PresetChoice, engine: Engine): Promise<Scorer> {
  const labels = ['ok', 'a', 'b', 'c'].map((name) => ({ name, message: name, normal: name === 'ok' }))
  const draft = {
    formatVersion: 1,
    kind: 'network',
    name: 'imported',
    version: '1',
    description: 'An imported model.',
    ...fan(choice),
    labels,
    network: 'model.json',
  } as const
  return createScorer(sealBundle(draft, toNetworkFiles(model.artifacts)), engine)
}
