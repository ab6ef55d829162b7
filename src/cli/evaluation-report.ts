import type { DatasetEvaluation } from '../train/evaluation/evaluate-dataset.ts'
import type { Floor } from '../train/evaluation/floors.ts'
import { alignColumns } from './text-table.ts'

/** An evaluation in a few lines, for a terminal. */
export function describeEvaluation(evaluation: DatasetEvaluation): string {
  const { figures, floors, scaled, heldOut, scheme, model, clips, refused, perFault } = evaluation
  const columns = figures.labels.map((label) => `→ ${label}`)
  const matrix = figures.confusion.map((row, i) => [figures.labels[i] ?? '', ...row.map(String)])
  return [
    `${clips.length} recordings judged by ${model.name} ${model.version}` +
      (refused.length > 0 ? `, ${refused.length} could not be` : ''),
    ...refused.slice(0, 5).map(({ file, message }) => `  ${file}: ${message}`),
    '',
    ...(scheme.strange.length > 0 && scheme.level === 'labels'
      ? [`Not labels of the bundle, so only in the anomaly figures: ${scheme.strange.join(', ')}`]
      : []),
    ...(scheme.level === 'anomaly' ? ['Compared is whether all is well: the labels are not those of the bundle.'] : []),
    alignColumns([['', ...columns], ...matrix]),
    '',
    alignColumns([
      ['', 'accuracy', 'AUC', 'pAUC(0.1)'],
      ['as recorded', percent(figures.accuracy), three(figures.auc), three(figures.pauc)],
      [`all at ${scaled.levelDbfs.toFixed(1)} dBFS`, percent(scaled.accuracy), three(scaled.auc), three(scaled.pauc)],
      floorRow('floor: loudness alone', floors.loudness),
      floorRow('floor: spectral tilt alone', floors.tilt),
      ...(perFault.length > 1
        ? perFault.map(({ label, auc, pauc }) => [`normal against ${label}`, '', three(auc), three(pauc)])
        : []),
    ]),
    '',
    heldOut.statement,
    ...(heldOut.unheard === null
      ? []
      : [
          `Unheard alone: accuracy ${percent(heldOut.unheard.accuracy)}, AUC ${three(heldOut.unheard.auc)}, ` +
            `pAUC(0.1) ${three(heldOut.unheard.pauc)} (${heldOut.unheard.clips} recordings)`,
        ]),
  ].join('\n')
}

function floorRow(name: string, floor: Floor | null): string[] {
  return [name, '', three(floor?.auc ?? null), three(floor?.pauc ?? null)]
}

function percent(share: number | null): string {
  return share === null ? '–' : `${(100 * share).toFixed(1)} %`
}

function three(value: number | null): string {
  return value === null ? '–' : value.toFixed(3)
}
