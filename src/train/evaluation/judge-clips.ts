import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Clip } from '../../audio/clip.ts'
import { decodeWav } from '../../audio/wav.ts'
import { DatasetError, EarshotError } from '../../errors.ts'
import type { BundleManifest } from '../../model/bundle.ts'
import type { Scorer } from '../../model/scoring.ts'
import type { DatasetFolder, LabelledRecording } from '../dataset-folder.ts'
import { acquaintances } from '../heard-recordings.ts'
import type { JudgedClip, Judgement, RefusedClip } from './judged-clip.ts'
import { measureSound, rmsOf } from './sound-measures.ts'

/** What an evaluation needs of a bundle at work, of whichever kind. */
export interface JudgingScorer extends Pick<Scorer, 'scoreClip'> {
  readonly manifest: Pick<BundleManifest, 'labels' | 'training'>
}

export interface JudgeParams {
  readonly dataset: DatasetFolder
  /** Labels of the data set that mean that all is well. */
  readonly normal: readonly string[]
  readonly scorer: JudgingScorer
  /** Told how many of `2 * recordings` readings are done. */
  readonly onRead?: (done: number, file: string) => void
}

export interface JudgedDataset {
  readonly clips: readonly JudgedClip[]
  readonly refused: readonly RefusedClip[]
  /** The level that all recordings are brought to for `scaled`: the median of their own. @unit dBFS */
  readonly commonLevelDbfs: number
}

type FirstHearing = Omit<JudgedClip, 'scaled'>

/**
 * Let a bundle judge every recording of a data set, as it is and once more with all at one level. Recordings are
 * read twice instead of kept: a data set may be larger than the memory.
 *
 * @throws {@link DatasetError} when none can be judged.
 */
export async function judgeClips(params: JudgeParams): Promise<JudgedDataset> {
  const { dataset, scorer, onRead = () => undefined } = params
  const { recordings } = dataset
  const first: FirstHearing[] = []
  const refused: RefusedClip[] = []
  for (const [i, recording] of recordings.entries()) {
    try {
      first.push(await hearFirst(recording, params))
    } catch (error) {
      if (!(error instanceof EarshotError)) throw error
      refused.push({ file: recording.file, code: error.code, message: error.message })
    }
    onRead(i + 1, recording.file)
  }
  if (first.length === 0) {
    throw new DatasetError(`none of ${recordings.length} recordings can be judged; the first: ${refused[0]?.message}`)
  }

  const commonLevelDbfs = median(first.map(({ levelDbfs }) => levelDbfs))
  const clips: JudgedClip[] = []
  for (const [i, hearing] of first.entries()) {
    const clip = decodeWav(await readFile(join(dataset.root, hearing.file)))
    clips.push({ ...hearing, scaled: plain(await scorer.scoreClip(scaleTo(clip, commonLevelDbfs))) })
    onRead(recordings.length + refused.length + i + 1, hearing.file)
  }
  return { clips, refused, commonLevelDbfs }
}

async function hearFirst(
  recording: LabelledRecording,
  { dataset, normal, scorer }: JudgeParams,
): Promise<FirstHearing> {
  const { file, machine = null } = recording
  const bytes = await readFile(join(dataset.root, file)).catch((cause: unknown) => {
    throw new DatasetError(`${file} cannot be read`, { cause })
  })
  const clip = decodeWav(bytes)
  const sha256 = createHash('sha256').update(bytes).digest('hex')
  const label = dataset.labels[recording.label] ?? ''
  return {
    file,
    label,
    isAbnormal: !normal.includes(label),
    machine,
    sha256,
    acquaintance: acquaintances(scorer.manifest.training)(sha256),
    durationSeconds: clip.y.length / clip.sampleRateHz,
    sampleRateHz: clip.sampleRateHz,
    ...measureSound(clip),
    verdict: plain(await scorer.scoreClip(clip)),
  }
}

function plain({ label, anomaly, score, probabilities }: Judgement): Judgement {
  return { label, anomaly, score, probabilities }
}

/** The same sound at another level; silence stays silence. */
export function scaleTo(clip: Clip, levelDbfs: number): Clip {
  const rms = rmsOf(clip.y)
  const gain = rms === 0 ? 1 : 10 ** (levelDbfs / 20) / rms
  return { ...clip, y: clip.y.map((sample) => gain * sample) }
}

/** Of at least one value; the upper one of two in the middle. */
function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0
}
