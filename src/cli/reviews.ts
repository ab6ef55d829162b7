import type { Command } from 'commander'
import type { ReviewsOptions } from './export-reviews.ts'

/** `earshot reviews`: what people said of alarms becomes a data set. */
export function addReviewsCommand(program: Command): void {
  program
    .command('reviews')
    .description('write the recordings of reviewed alarms as a data set that train and learn read: a folder per label')
    .requiredOption('--out <dir>', 'where to; must be empty or new')
    .option('--data <dir>', 'the data folder of the module (default: data.directory of the configuration)')
    .option('--config <file>', 'configuration file, JSON; the environment goes before it')
    .action(async (options: ReviewsOptions) => {
      const { exportReviews } = await import('./export-reviews.ts')
      await exportReviews(options)
    })
}
