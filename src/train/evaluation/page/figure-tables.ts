import type { DatasetEvaluation } from '../evaluate-dataset.ts'
import type { Floor } from '../floors.ts'
import { area, escapeHtml, percent, table } from './markup.ts'

/** Rows are what was recorded, columns what was said; shades are shares of the row. */
export function confusionTable({ figures: { confusion, labels } }: DatasetEvaluation): string {
  const rows = confusion.map((row, i) => {
    const total = row.reduce((sum, count) => sum + count, 0)
    const cells = row.map((count, j) => {
      const share = total === 0 ? 0 : Math.round((70 * count) / total)
      return `<td class="${i === j ? 'hit' : 'miss'}" style="--share:${share}%">${count}</td>`
    })
    return `<tr><th scope="row">${escapeHtml(labels[i] ?? '')}</th>${cells.join('')}</tr>`
  })
  const head = labels.map((label) => `<th scope="col">${escapeHtml(label)}</th>`).join('')
  return (
    '<div class="scroll"><table class="matrix"><caption>Recordings: each row one actual label, each column what was said</caption>' +
    `<thead><tr><th></th>${head}</tr></thead><tbody>${rows.join('')}</tbody></table></div>`
  )
}

export function perLabelTable({ figures: { perLabel } }: DatasetEvaluation): string {
  const rows = perLabel
    .filter(({ count, precision }) => count > 0 || precision !== null)
    .map(({ label, precision, recall, f1, count }) => [
      escapeHtml(label),
      percent(precision),
      percent(recall),
      percent(f1),
      `${count}`,
    ])
  return table('By label', ['label', 'precision', 'recall', 'F1', 'clips'], rows)
}

/** The bundle's areas beside what anybody's ears and a level meter would reach. */
export function areasTable({ figures, scaled, floors, perFault }: DatasetEvaluation): string {
  const floorRow = (name: string, floor: Floor | null): string[] => [
    name + (floor === null ? '' : ` <span class="muted">(abnormal: ${floor.direction})</span>`),
    area(floor?.auc),
    area(floor?.pauc),
    '',
  ]
  return table(
    'Normal against abnormal, from the anomaly score alone',
    ['', 'AUC', 'pAUC(0.1)', 'accuracy'],
    [
      ['bundle, as recorded', area(figures.auc), area(figures.pauc), percent(figures.accuracy)],
      [
        `bundle, all at ${scaled.levelDbfs.toFixed(1)} dBFS`,
        area(scaled.auc),
        area(scaled.pauc),
        percent(scaled.accuracy),
      ],
      floorRow('floor: loudness alone', floors.loudness),
      floorRow('floor: spectral tilt alone', floors.tilt),
      ...(perFault.length > 1
        ? perFault.map(({ label, auc, pauc }) => [`normal against ${escapeHtml(label)}`, area(auc), area(pauc), ''])
        : []),
    ],
  )
}

export function perMachineTable({ perMachine }: DatasetEvaluation): string {
  const mean = (values: readonly (number | null)[]): number | null => {
    const known = values.filter((value) => value !== null)
    return known.length === 0 ? null : known.reduce((sum, value) => sum + value, 0) / known.length
  }
  const rows = perMachine.map(({ machine, normal, abnormal, accuracy, auc, pauc, floors }) => [
    escapeHtml(machine ?? '(not named)'),
    `${normal}`,
    `${abnormal}`,
    percent(accuracy),
    area(auc),
    area(pauc),
    area(floors.loudness?.auc),
    area(floors.tilt?.auc),
  ])
  const means = [
    'mean',
    '',
    '',
    percent(mean(perMachine.map(({ accuracy }) => accuracy))),
    area(mean(perMachine.map(({ auc }) => auc))),
    area(mean(perMachine.map(({ pauc }) => pauc))),
    area(mean(perMachine.map(({ floors }) => floors.loudness?.auc ?? null))),
    area(mean(perMachine.map(({ floors }) => floors.tilt?.auc ?? null))),
  ]
  const head = ['machine', 'normal', 'abnormal', 'accuracy', 'AUC', 'pAUC(0.1)', 'loudness AUC', 'tilt AUC']
  return table('Each machine by itself; the mean weighs machines alike, as DCASE does', head, [...rows, means])
}
