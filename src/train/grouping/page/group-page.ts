import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { decodeWav } from '../../../audio/wav.ts'
import { clipPlayer } from '../../evaluation/page/clip-player.ts'
import { logMelPicture } from '../../evaluation/page/log-mel-picture.ts'
import { escapeHtml, table } from '../../evaluation/page/markup.ts'
import { PAGE_POLICY, STYLE } from '../../evaluation/page/style.ts'
import type { SoundGroups } from '../group-sounds.ts'
import { mark, scatterFigure } from './scatter-figure.ts'

const SHOWN_SECONDS = 10
/** Recordings of a group that are named; the others are counted. */
const NAMED = 200

/** Groups of recordings as one HTML page: the picture, and what is typical of each group to look at and listen to. */
export async function groupPage(root: string, files: readonly string[], found: SoundGroups): Promise<string> {
  const points = found.places.map((place, i) => ({
    x: place[0] ?? 0,
    y: place[1] ?? 0,
    group: found.groups[i] ?? 0,
    name: files[i] ?? '',
  }))
  const candidates = [...found.candidates].map(([k, mean]) => [
    `${k}${k === found.k ? ' (taken)' : ''}`,
    mean.toFixed(3),
  ])
  const cards: string[] = []
  for (let group = 0; group < found.k; group += 1) cards.push(await groupCard(root, files, found, group))
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${PAGE_POLICY}">
<title>Groups of ${escapeHtml(root)}</title><style>${STYLE}</style></head><body>
<header><h1>${files.length} recordings in ${found.k} groups</h1>
<p class="muted">of <code>${escapeHtml(root)}</code>. Recordings that sound alike stand together; what a group means, you have to hear: give it a name, or put it together with another one.</p></header><main>
<div class="grid stack"><section><h2>Where they lie</h2>${scatterFigure(points, found.shares)}
<p class="muted">Principal components of the mean and the deviation of each log-mel band, without the recording's level.</p></section>
<section><h2>How many groups</h2>${table('Mean silhouette: 1 is clearly apart, 0 is none', ['groups', 'silhouette'], candidates)}</section></div>
<section><h2>The groups</h2><div class="clips">${cards.join('')}</div></section>
</main></body></html>
`
}

async function groupCard(root: string, files: readonly string[], found: SoundGroups, group: number): Promise<string> {
  const members = files
    .map((file, i) => ({ file, fit: found.silhouettes[i] ?? 0, group: found.groups[i] }))
    .filter((member) => member.group === group)
  const typical = members.reduce((one, other) => (other.fit > one.fit ? other : one))
  const clip = decodeWav(await readFile(join(root, typical.file)))
  const shown = { ...clip, y: clip.y.subarray(0, SHOWN_SECONDS * clip.sampleRateHz) }
  const names = members.slice(0, NAMED).map(({ file }) => `<code>${escapeHtml(file)}</code>`)
  return (
    `<article class="clip"><h3><svg viewBox="0 0 18 16" style="width:1.1rem;display:inline-block;vertical-align:-.15em">${mark(group, 9, 8)}</svg> ` +
    `Group ${group + 1}: ${members.length} recordings</h3>` +
    `<p>Most typical: <code>${escapeHtml(typical.file)}</code></p>${logMelPicture(shown)}${clipPlayer(shown)}` +
    `<details><summary>All of them</summary><p>${names.join('<br>')}` +
    `${members.length > NAMED ? `<br>and ${members.length - NAMED} more` : ''}</p></details></article>`
  )
}
