import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { decodeWav } from '../../audio/wav.ts'
import { DatasetError, ParameterError } from '../../errors.ts'
import type { BundleManifest } from '../../model/bundle.ts'
import type { BundleContents, LinearDraft } from '../../model/bundle-contents.ts'
import { packArrays, unpackArrays } from '../../model/detectors/weight-arrays.ts'
import { linearArrays } from '../../model/linear-scorer.ts'
import { hear } from '../examples.ts'
import { meanOf } from './relative-examples.ts'
import { SoundHearing } from './sound-hearing.ts'

/** One alone would be taken for the machine with all its chance. */
const LEAST_RECORDINGS = 2

export interface Calibrated {
  readonly draft: LinearDraft
  readonly files: ReadonlyMap<string, Uint8Array>
  /** SHA-256 of each recording, lower-case hex. */
  readonly sha256s: readonly string[]
}

/**
 * Tell a bundle what a machine sounds like when it is well; what it was told before is forgotten.
 *
 * @param recordings - Of normal sound, paths from `root`.
 * @throws {@link ParameterError} when the bundle needs no calibration.
 * @throws {@link DatasetError} when there are too few recordings, or one cannot be used.
 */
export async function calibrateLinear(
  { manifest, files }: BundleContents<BundleManifest>,
  root: string,
  recordings: readonly string[],
  onHeard: (done: number, file: string) => void = () => undefined,
): Promise<Calibrated> {
  if (manifest.kind !== 'linear' || manifest.weighs !== 'difference') {
    throw new ParameterError(
      `bundle ${manifest.name} judges sounds as they are and needs no calibration; one that does is made by ` +
        'earshot train --kind lda --relative-to 2',
    )
  }
  if (recordings.length < LEAST_RECORDINGS) {
    throw new DatasetError(`${root} has ${recordings.length} normal recording: give at least ${LEAST_RECORDINGS}`)
  }
  const hearing = new SoundHearing(manifest)
  const hash = createHash('sha256')
  const sha256s: string[] = []
  const heard: Float32Array[] = []
  for (const [index, file] of recordings.entries()) {
    const bytes = await readFile(join(root, file))
    const sha256 = createHash('sha256').update(bytes).digest('hex')
    hash.update(`${file}\n${sha256}\n`)
    sha256s.push(sha256)
    heard.push(hear(file, () => hearing.fromClip(decodeWav(bytes))))
    onHeard(index + 1, file)
  }

  const { meter } = hearing.begun
  const { files: _, calibration: former, ...rest } = manifest
  const known = linearArrays({ ...manifest, calibration: former }, meter)
  const arrays = unpackArrays(files.get(manifest.weights) ?? new Uint8Array(), manifest.arrays, known)
  const calibration = { recordings: recordings.length, fingerprint: hash.digest('hex') }
  const shapes = linearArrays({ ...manifest, calibration }, meter)
  const reference = Float32Array.from(meanOf(heard))
  const packed = packArrays(
    shapes.map((shape) => ({
      ...shape,
      values: shape.name === 'reference' ? reference : (arrays.get(shape.name) ?? new Float32Array()),
    })),
  )
  return {
    draft: { ...rest, calibration, arrays: shapes.map(({ name, shape }) => ({ name, shape: [...shape] })) },
    files: new Map([[manifest.weights, packed]]),
    sha256s,
  }
}
