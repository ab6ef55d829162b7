import type { Clip } from '../../audio/clip.ts'
import { ParameterError } from '../../errors.ts'
import type { BundleContents } from '../../model/bundle-contents.ts'
import type { Scorer } from '../../model/scoring.ts'
import { ownSamples } from './own-samples.ts'
import type { LoadedBundle } from './protocol.ts'
import type { ThreadPlace } from './thread-place.ts'

/** Takes samples that nobody looks at any more. */
export type TakeBack = (y: Float32Array) => void

/** Bundles that are in the threads, by hash: one that is asked for twice is there once. */
export type SharedBundles = Map<string, { readonly loaded: Promise<LoadedBundle>; users: number }>

/**
 * A bundle at work in every thread. A clip goes to the one with the least to do.
 *
 * @param takeBack - Given the samples of clips that were scored.
 */
export async function remoteScorer(
  contents: BundleContents,
  places: readonly ThreadPlace[],
  bundles: SharedBundles,
  takeBack: TakeBack,
): Promise<Scorer> {
  const { manifest, sha256 } = contents
  const { name, version, audio } = manifest
  const unload = (): void => {
    for (const place of places) place.unload(sha256).catch(() => undefined)
  }
  const shared = bundles.get(sha256) ?? { loaded: loadEverywhere(contents, places), users: 0 }
  bundles.set(sha256, shared)
  shared.users += 1
  const leave = (): void => {
    shared.users -= 1
    if (shared.users > 0) return
    if (bundles.get(sha256) === shared) bundles.delete(sha256)
    unload()
  }

  const loaded = await shared.loaded.catch((error: unknown) => {
    leave()
    throw error
  })
  const leastBusy = (): ThreadPlace => {
    const [first, ...others] = places
    if (first === undefined) throw new ParameterError('there is no thread')
    return others.reduce((a, b) => (b.waiting < a.waiting ? b : a), first)
  }
  const scoreClip = async (clip: Clip) => {
    const given = ownSamples(clip)
    const { verdict, y } = await leastBusy().ask('scoreClip', { sha256, clip: given }, [given.y.buffer])
    takeBack(y)
    return verdict
  }
  return {
    manifest,
    identity: { name, version, sha256 },
    ...loaded,
    scoreClip,
    examineClip: async (clip) => await leastBusy().ask('examineClip', { sha256, clip }),
    scoreSamples: (y) => scoreClip({ y, sampleRateHz: audio.sampleRateHz, channels: 1 }),
    dispose: leave,
  }
}

async function loadEverywhere(contents: BundleContents, places: readonly ThreadPlace[]): Promise<LoadedBundle> {
  const [loaded] = await Promise.all(places.map((place) => place.load(contents)))
  if (loaded === undefined) throw new ParameterError('there is no thread')
  return loaded
}
