import type { BundleManifest } from './bundle.ts'
import { NormalSoundExtractor } from './detectors/normal-sound.ts'
import { fewestSamples } from './front-end.ts'
import { SoundStatistics } from './sound-statistics.ts'

/**
 * Length of the shortest clip that a bundle scores; shorter ones are refused as `EARSHOT_AUDIO_TOO_SHORT`.
 *
 * @unit s
 * @throws {@link ParameterError} when a number of the manifest is out of its range.
 */
export function shortestClipSeconds(manifest: BundleManifest): number {
  const { audio, window } = manifest
  switch (manifest.kind) {
    case 'network':
      return fewestSamples(manifest.features) / audio.sampleRateHz
    case 'linear': {
      const { minimumSamples } = new SoundStatistics(audio.sampleRateHz, manifest.features, window.lengthSeconds)
      return minimumSamples / audio.sampleRateHz
    }
    case 'normal-only':
    case 'unlearnt': {
      const { minimumSamples } = new NormalSoundExtractor(audio.sampleRateHz, manifest.features, window.lengthSeconds)
      return minimumSamples / audio.sampleRateHz
    }
  }
}
