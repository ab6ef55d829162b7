import type { DatasetEvaluation } from './evaluate-dataset.ts'

/** An evaluation as `earshot evaluate --json` prints it. */
export function toJson(evaluation: DatasetEvaluation): object {
  const { dataset, scheme, figures, heldOut, clips } = evaluation
  const { accuracy, confusion, labels, perLabel, detection, auc, pauc } = figures
  return {
    accuracy,
    confusion,
    labels,
    auc,
    pauc,
    floors: evaluation.floors,
    level: scheme.level,
    perLabel,
    detection,
    perFault: evaluation.perFault,
    perMachine: evaluation.perMachine,
    scaled: evaluation.scaled,
    heldOut,
    model: evaluation.model,
    engine: evaluation.engine,
    dataset: {
      root: dataset.root,
      layout: dataset.layout.name,
      labels: dataset.labels,
      normal: scheme.normal,
      notOfTheBundle: scheme.strange,
      recordings: dataset.recordings.length,
      judged: clips.length,
    },
    refused: evaluation.refused,
    files: clips.map(({ verdict, scaled, acquaintance, ...clip }) => ({
      ...clip,
      heard: acquaintance,
      predicted: verdict.label,
      anomaly: verdict.anomaly,
      score: verdict.score,
      probabilities: verdict.probabilities,
      scaledScore: scaled.score,
    })),
  }
}
