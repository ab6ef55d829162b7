import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Clip } from '../../../audio/clip.ts'
import { decodeWav } from '../../../audio/wav.ts'
import type { DatasetEvaluation } from '../evaluate-dataset.ts'
import type { JudgedClip } from '../judged-clip.ts'
import { worstClips } from '../worst-clips.ts'
import { clipPlayer } from './clip-player.ts'
import { logMelPicture } from './log-mel-picture.ts'
import { escapeHtml, short } from './markup.ts'

/** What a picture shows at most. @unit s */
const SHOWN_SECONDS = 10

/** The recordings that were judged worst, with picture and player, after a normal one to compare with. */
export async function clipCards({ dataset, clips, scheme }: DatasetEvaluation, count: number): Promise<string> {
  const worst = worstClips(clips, scheme, count)
  if (worst.length === 0) return ''
  const typical = typicalNormal(clips)
  const cards = [
    ...(typical === undefined
      ? []
      : [
          await card(
            dataset.root,
            typical,
            '<span class="fine">to compare with: the normal recording of the median score</span>',
          ),
        ]),
  ]
  for (const { clip, reason } of worst) {
    cards.push(await card(dataset.root, clip, `<span class="wrong">${escapeHtml(reason)}</span>`))
  }
  return cards.join('')
}

function typicalNormal(clips: readonly JudgedClip[]): JudgedClip | undefined {
  const normal = clips.filter(({ isAbnormal }) => !isAbnormal)
  return normal.toSorted((a, b) => a.verdict.score - b.verdict.score)[Math.floor(normal.length / 2)]
}

async function card(root: string, clip: JudgedClip, headline: string): Promise<string> {
  const decoded = decodeWav(await readFile(join(root, clip.file)))
  const shown: Clip = { ...decoded, y: decoded.y.subarray(0, SHOWN_SECONDS * decoded.sampleRateHz) }
  const { verdict, levelDbfs, durationSeconds, sampleRateHz, acquaintance } = clip
  return (
    `<article class="clip"><h3>${escapeHtml(clip.file)}</h3><p>${headline}</p>${logMelPicture(shown)}${clipPlayer(shown)}` +
    `<p class="muted">actual ${escapeHtml(clip.label)}, said ${escapeHtml(verdict.label)}, anomaly score ${short(verdict.score)}; ` +
    `${levelDbfs.toFixed(1)} dBFS, ${durationSeconds.toFixed(1)} s at ${sampleRateHz} Hz` +
    `${acquaintance === 'unknown' ? '' : `; ${ACQUAINTANCE[acquaintance]}`}</p></article>`
  )
}

const ACQUAINTANCE = {
  training: 'learnt from',
  validation: 'used for validation',
  unheard: 'never heard before',
} as const
