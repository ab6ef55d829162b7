import type { EpochMetrics } from '../train/fit.ts'
import { type Progress, progressBar } from './progress.ts'

export interface TrainingProgress {
  onRead(done: number, file: string): void
  onEpoch(metrics: EpochMetrics): void
  stop(): void
}

/** Two bars, one after the other: recordings heard, epochs trained. Where there is no terminal, a line an epoch. */
export function showTraining(recordings: number, epochs: number): TrainingProgress {
  const reading = progressBar('listen', recordings)
  let training: Progress | undefined
  return {
    onRead: (done, file) => {
      reading.update(done, file)
      if (done === recordings) reading.stop()
    },
    onEpoch: ({ epoch, trainingLoss, validationLoss, validationAccuracy }) => {
      training ??= progressBar('train', epochs)
      const note =
        `loss ${trainingLoss.toFixed(3)} · validation loss ${validationLoss.toFixed(3)}, ` +
        `accuracy ${validationAccuracy.toFixed(3)}`
      training.update(epoch, note)
      if (!process.stderr.isTTY) console.error(`epoch ${epoch}/${epochs}: ${note}`)
    },
    stop: () => {
      reading.stop()
      training?.stop()
    },
  }
}
