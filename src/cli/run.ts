import { availableParallelism } from 'node:os'
import type { Command } from 'commander'
import { loadConfig, secretsOf, shownConfig, workerCount } from '../config.ts'
import { createLog } from '../log.ts'
import { Watchdog } from '../watchdog.ts'
import { MODELS_DIRECTORY } from './default-model.ts'
import { PAGE_DIRECTORY } from './page-directory.ts'
import { liveUntilSignalled } from './process-life.ts'
import { packageVersion } from './version.ts'

export function addRunCommand(program: Command): void {
  program
    .command('run')
    .description('the module: listen, judge, raise alarms; what the container starts')
    .option('--config <file>', 'configuration file, JSON; the environment goes before it')
    .action(run)
}

async function run({ config: file }: { readonly config?: string }): Promise<void> {
  const sources = { preset: { model: { directory: MODELS_DIRECTORY } }, file, env: process.env }
  const config = loadConfig(sources)
  const log = createLog({ ...config.log, secrets: secretsOf(config) })
  log.debug('the configuration in force', shownConfig(config))
  // Loaded only now: no other command should wait for the whole module.
  const { App } = await import('../app.ts')
  const threads = workerCount(config.analysis.workers, availableParallelism())
  const watchdog = new Watchdog({ limitMs: config.watchdog.limitSeconds * 1_000, log: config.log, threads })
  const app = new App({
    config,
    sources,
    version: packageVersion(),
    log,
    pageDirectory: PAGE_DIRECTORY,
    watch: watchdog.order,
  })
  await liveUntilSignalled([watchdog, app], log)
}
