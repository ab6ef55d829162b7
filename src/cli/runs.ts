import type { Command } from 'commander'
import type { BestOptions, PushOptions, RunsOptions } from './tracked-runs.ts'

/** `earshot runs`: what was trained before, and how good it became. */
export function addRunsCommand(program: Command): void {
  const runs = program.command('runs').description('trainings that were kept: list, compare, show, promote')
  const sub = (usage: string, description: string, isDefault = false): Command =>
    runs
      .command(usage, { isDefault })
      .description(description)
      .option('--runs <dir>', 'where trainings are kept', 'runs')
      .option('--json', 'print JSON')

  sub('list', 'all runs, oldest first', true).action(async (options: RunsOptions) =>
    (await commands()).listTracked(options),
  )
  sub('show <id>', 'one run with its figures, epoch by epoch; the beginning of its id, or latest, will do').action(
    async (id: string, options: RunsOptions) => (await commands()).showTracked(id, options),
  )
  sub('best', 'the finished run with the best figure')
    .option('--metric <name>', 'which figure: lower is better for a loss, higher otherwise', 'validationAccuracy')
    .option('--promote <name>', 'put its bundle into the folder of bundles under this name')
    .option('--models <dir>', 'the folder of bundles', 'models')
    .action(async (options: BestOptions) => (await commands()).bestTracked(options))
  sub('push <id>', 'copy a run to an MLflow tracking server (REST API 2.0)')
    .requiredOption('--mlflow <url>', 'of the tracking server, like http://127.0.0.1:5000')
    .option('--experiment <name>', 'is made where it is missing', 'earshot')
    .action(async (id: string, options: PushOptions) => (await commands()).pushTracked(id, options))
}

async function commands(): Promise<typeof import('./tracked-runs.ts')> {
  return import('./tracked-runs.ts')
}
