import type { EpochMetrics } from '../train/fit.ts'
import type { TrainingObserver } from '../train/train-classifier.ts'
import { type Progress, progressBar } from './progress.ts'

export interface TrainingProgress extends Omit<TrainingObserver, 'onCheckpoint'> {
  onEpoch(metrics: EpochMetrics): void
  stop(): void
}

interface TrainingLength {
  readonly recordings: number
  readonly epochs: number
  /** Epochs that were trained before an interruption. */
  readonly done: number
}

/**
 * Bars with the time left, one after the other: recordings heard, copies made, examples learnt from in all epochs.
 * Where there is no terminal, a line an epoch. Training may stop early: the time left is the longest.
 */
export function showTraining({ recordings, epochs, done }: TrainingLength): TrainingProgress {
  const reading = progressBar('listen', recordings)
  let copying: Progress | undefined
  let training: Progress | undefined
  let again: Progress | undefined
  let startedMs = performance.now()
  let note = ''
  return {
    onRead: (count, file) => {
      reading.update(count, file)
      if (count === recordings) reading.stop()
    },
    onTwins: (count, total) => {
      copying ??= progressBar('vary', total)
      copying.update(count)
      if (count === total) copying.stop()
    },
    onStep: (seen, total, epoch) => {
      if (training === undefined) {
        training = progressBar('train', epochs * total, done * total)
        startedMs = performance.now()
      }
      training.update((epoch - 1) * total + seen, `epoch ${epoch}/${epochs}${note}`)
    },
    onStepOfAll: (seen, total, epoch, epochsOfAll) => {
      if (again === undefined) {
        training?.stop()
        again = progressBar('all', epochsOfAll * total, (epoch - 1) * total)
      }
      again.update((epoch - 1) * total + seen, `epoch ${epoch}/${epochsOfAll}`)
      if (seen === total && !process.stderr.isTTY) console.error(`all recordings, epoch ${epoch}/${epochsOfAll}`)
    },
    onEpoch: ({ epoch, trainingLoss, validationLoss, validationAccuracy }) => {
      const figures =
        `loss ${trainingLoss.toFixed(3)} · validation loss ${validationLoss.toFixed(3)}, ` +
        `accuracy ${validationAccuracy.toFixed(3)}`
      note = ` · ${figures}`
      if (process.stderr.isTTY) return
      const secondsLeft = ((performance.now() - startedMs) / 1_000 / (epoch - done)) * (epochs - epoch)
      console.error(`epoch ${epoch}/${epochs}: ${figures} · at most ${duration(secondsLeft)} left`)
    },
    stop: () => {
      reading.stop()
      copying?.stop()
      training?.stop()
      again?.stop()
    },
  }
}

function duration(seconds: number): string {
  return seconds < 100 ? `${Math.ceil(seconds)} s` : `${Math.ceil(seconds / 60)} min`
}
