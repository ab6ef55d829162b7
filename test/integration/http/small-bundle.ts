import { layers, sequential } from '@tensorflow/tfjs-layers'
import { writeBundle } from '../../../src/adapters/disk/bundle-folder.ts'
import { toNetworkFiles } from '../../../src/model/network-files.ts'
import { networkDraft } from '../../unit/model/network-draft.ts'

/** Write a bundle whose network is small and whose weights are the same each time. */
export async function writeSmallBundle(directory: string): Promise<void> {
  const network = sequential({
    layers: [
      layers.flatten({ inputShape: [3, 4] }),
      layers.dense({ units: 2, activation: 'softmax', kernelInitializer: 'ones', biasInitializer: 'zeros' }),
    ],
  })
  const draft = { ...networkDraft(), audio: { ...networkDraft().audio, resampler: 'kaiser_fast@0.2' as const } }
  await network.save({
    save: async ({ modelTopology, weightSpecs, weightData }) => {
      if (!(weightData instanceof ArrayBuffer) || !(modelTopology instanceof Object) || !weightSpecs) {
        throw new Error('the network was saved in another form than expected')
      }
      await writeBundle(directory, draft, toNetworkFiles({ modelTopology, weightSpecs, weightData }))
      return { modelArtifactsInfo: { dateSaved: new Date(0), modelTopologyType: 'JSON' } }
    },
  })
  network.dispose()
}
