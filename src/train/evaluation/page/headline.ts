import type { DatasetEvaluation } from '../evaluate-dataset.ts'
import { area, escapeHtml, percent } from './markup.ts'

/** A lead over a floor that is smaller than this is none. */
const LEAST_LEAD = 0.03

/** What was evaluated on what, the four figures, and what has to be known before believing them. */
export function headline(evaluation: DatasetEvaluation, evaluatedAt: Date): string {
  const { model, engine, dataset, figures, scheme, clips } = evaluation
  const abnormal = clips.filter(({ isAbnormal }) => isAbnormal).length
  const { detectionRate, falseAlarmRate } = figures.detection
  const card = (value: string, name: string): string => `<div class="card"><b>${value}</b>${name}</div>`
  return (
    `<h1>${escapeHtml(model.name)} ${escapeHtml(model.version)}</h1>` +
    `<p class="muted">on <code>${escapeHtml(dataset.root)}</code> (${escapeHtml(dataset.layout.description)}): ` +
    `${clips.length - abnormal} normal (${escapeHtml(scheme.normal.join(', '))}) and ${abnormal} abnormal recordings · ` +
    `${evaluatedAt.toISOString().slice(0, 16).replace('T', ' ')} UTC · engine ${escapeHtml(engine)} · ` +
    `bundle <code>${model.sha256.slice(0, 12)}</code></p>` +
    `<div class="cards">` +
    card(percent(figures.accuracy), scheme.level === 'labels' ? 'right label' : 'right decision') +
    card(area(figures.auc), 'AUC') +
    card(area(figures.pauc), 'pAUC(0.1)') +
    card(percent(detectionRate), 'of abnormal found') +
    card(percent(falseAlarmRate), 'of normal: false alarm') +
    '</div>' +
    warnings(evaluation)
      .map((text) => `<p class="note">${text}</p>`)
      .join('')
  )
}

function warnings({ figures, floors, scheme, refused, scaled }: DatasetEvaluation): string[] {
  const floorAuc = Math.max(floors.loudness?.auc ?? 0, floors.tilt?.auc ?? 0)
  const name = (floors.loudness?.auc ?? 0) >= (floors.tilt?.auc ?? 0) ? 'Loudness' : 'Spectral tilt'
  return [
    ...(figures.auc !== null && figures.auc < floorAuc + LEAST_LEAD
      ? [
          `${name} alone reaches an AUC of ${area(floorAuc)} here: these figures do not show that the bundle hears more than that.`,
        ]
      : []),
    ...(figures.auc !== null && scaled.auc !== null && figures.auc - scaled.auc > LEAST_LEAD
      ? [
          `With every recording at one level the AUC falls from ${area(figures.auc)} to ${area(scaled.auc)}: it leans on loudness.`,
        ]
      : []),
    ...(scheme.level === 'anomaly'
      ? ['The labels are not told apart by this bundle: what is compared is whether all is well.']
      : []),
    ...(scheme.level === 'labels' && scheme.strange.length > 0
      ? [
          `Not labels of the bundle, so only in the figures on normal against abnormal: ${escapeHtml(scheme.strange.join(', '))}.`,
        ]
      : []),
    ...(refused.length > 0
      ? [
          `${refused.length} could not be judged: ${refused
            .slice(0, 10)
            .map(({ file, message }) => `<code>${escapeHtml(file)}</code> (${escapeHtml(message)})`)
            .join('; ')}.`,
        ]
      : []),
  ]
}

export function heldOutSection({ heldOut: { statement, unheard } }: DatasetEvaluation): string {
  return (
    `<section><h2>What was held out</h2><p>${escapeHtml(statement)}</p>` +
    (unheard === null
      ? ''
      : `<p>On the ${unheard.clips} that were never heard: <b>${percent(unheard.accuracy)}</b> right, AUC <b>${area(unheard.auc)}</b>, pAUC(0.1) <b>${area(unheard.pauc)}</b>.</p>`) +
    '</section>'
  )
}
