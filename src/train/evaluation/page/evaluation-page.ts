import type { DatasetEvaluation } from '../evaluate-dataset.ts'
import { rocCurve } from '../roc.ts'
import { clipCards } from './clip-cards.ts'
import { areasTable, confusionTable, perLabelTable, perMachineTable } from './figure-tables.ts'
import { headline, heldOutSection } from './headline.ts'
import { histogramFigure } from './histogram-figure.ts'
import { area, escapeHtml } from './markup.ts'
import { type RocLine, rocFigure } from './roc-figure.ts'
import { PAGE_POLICY, STYLE } from './style.ts'

export interface PageParams {
  /** How many badly judged recordings are shown and played. */
  readonly worst: number
  readonly evaluatedAt: Date
}

/**
 * An evaluation as one HTML page: pictures and sound are inside, nothing is fetched, nothing is run.
 *
 * Recordings to be shown are read again from the data set's folder.
 */
export async function evaluationPage(evaluation: DatasetEvaluation, params: PageParams): Promise<string> {
  const { model, dataset } = evaluation
  const title = `${model.name} ${model.version} on ${dataset.root}`
  const cards = await clipCards(evaluation, params.worst)
  const machines = evaluation.perMachine.length > 0
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${PAGE_POLICY}">
<title>${escapeHtml(title)}</title><style>${STYLE}</style></head><body>
<header>${headline(evaluation, params.evaluatedAt)}</header><main>
${heldOutSection(evaluation)}
<div class="grid stack">
<section><h2>What was said</h2>${confusionTable(evaluation)}<br>${perLabelTable(evaluation)}</section>
<section><h2>Areas and floors</h2>${areasTable(evaluation)}${FLOORS_EXPLAINED}</section>
</div>
<div class="grid stack">
<section><h2>Found against false alarms</h2>${rocs(evaluation)}</section>
<section><h2>Scores and levels</h2>${histograms(evaluation)}</section>
</div>
${machines ? `<section><h2>Machines</h2>${perMachineTable(evaluation)}</section>` : ''}
${cards === '' ? '' : `<section><h2>Judged worst</h2><p class="muted">Wrong decisions first, then those on the wrong side of most others. Colours: 60 dB below each recording's loudest point.</p><div class="clips">${cards}</div></section>`}
</main></body></html>
`
}

const FLOORS_EXPLAINED = `
<p class="muted"><b>AUC</b>: the chance that an abnormal recording scores above a normal one; .5 is guessing. <b>pAUC(0.1)</b>: the same where at most a tenth of the normal recordings raise a false alarm, standardised after McClish so that .5 is guessing and 1 is best: what scikit-learn's <code>roc_auc_score(max_fpr=0.1)</code> and the DCASE baselines report.</p>
<p class="muted"><b>Floors</b>: what a level meter, or the slope of the spectrum, separates without having learnt anything, in whichever direction is better. A bundle that is no better than a floor may have learnt how the recordings were made, not what the machine sounds like. With every recording at <b>one level</b>, loudness is of no help any more.</p>`

function rocs({ clips, scaled, figures, floors }: DatasetEvaluation): string {
  const line = (
    name: string,
    score: (clip: (typeof clips)[number]) => number,
    look: Pick<RocLine, 'colour' | 'dash'>,
  ) => {
    const curve = rocCurve(clips.map((clip) => ({ score: score(clip), isAbnormal: clip.isAbnormal })))
    return curve === null ? [] : [{ name, curve, ...look }]
  }
  const sign = (direction: 'larger' | 'smaller' | undefined): number => (direction === 'smaller' ? -1 : 1)
  const loud = sign(floors.loudness?.direction)
  const tilt = sign(floors.tilt?.direction)
  const lines = [
    ...line(`bundle, as recorded: AUC ${area(figures.auc)}`, ({ verdict }) => verdict.score, {
      colour: 'var(--model)',
      dash: '',
    }),
    ...line(`bundle, one level: AUC ${area(scaled.auc)}`, (clip) => clip.scaled.score, {
      colour: 'var(--scaled)',
      dash: '7 3',
    }),
    ...line(`loudness alone: AUC ${area(floors.loudness?.auc)}`, ({ levelDbfs }) => loud * levelDbfs, {
      colour: 'var(--loud)',
      dash: '2 3',
    }),
    ...line(`spectral tilt alone: AUC ${area(floors.tilt?.auc)}`, ({ tiltDbPerOctave }) => tilt * tiltDbPerOctave, {
      colour: 'var(--tilt)',
      dash: '8 3 2 3',
    }),
  ]
  if (lines.length === 0) return '<p>A curve needs both normal and abnormal recordings.</p>'
  return `${rocFigure(lines)}<p class="muted">Shaded: the part that pAUC(0.1) looks at.</p>`
}

function histograms({ clips }: DatasetEvaluation): string {
  const figure = (axis: string, measure: (clip: (typeof clips)[number]) => number): string =>
    histogramFigure({
      axis,
      normal: clips.filter(({ isAbnormal }) => !isAbnormal).map(measure),
      abnormal: clips.filter(({ isAbnormal }) => isAbnormal).map(measure),
    })
  return figure('anomaly score', ({ verdict }) => verdict.score) + figure('level, dBFS', ({ levelDbfs }) => levelDbfs)
}
