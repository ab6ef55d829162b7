import { setTimeout as pause } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { type ModuleProcess, startModuleProcess } from '../edge/module-process.ts'

const LIMIT_SECONDS = 2
/** On SIGUSR2 the process stands still, for as long as it is told. @unit ms */
const hangFor = (ms: number): string =>
  `--import=data:text/javascript,process.on(\`SIGUSR2\`,()=>Atomics.wait(new(Int32Array)(new(SharedArrayBuffer)(4)),0,0,${ms}))`

async function run(nodeOptions: string): Promise<ModuleProcess> {
  const module = await startModuleProcess({
    env: {
      NODE_OPTIONS: nodeOptions,
      EARSHOT_WATCHDOG_LIMIT_SECONDS: String(LIMIT_SECONDS),
      EARSHOT_MQTT_ENABLED: 'false',
      EARSHOT_METRICS_ENABLED: 'false',
    },
  })
  await module.line('http is listening')
  return module
}

it.concurrent('a module whose event loop hangs ends and says why, so that the runtime starts it again', async () => {
  await using module = await run(hangFor(60_000))
  process.kill(module.pid, 'SIGUSR2')
  await expect(module.exited).resolves.toEqual({ code: null, signal: 'SIGKILL' })
  expect(module.lines.at(-1)).toMatchObject({
    level: 'error',
    msg: `the process has done nothing for ${LIMIT_SECONDS} s: it ends, so that it is started again`,
  })
})

it.concurrent('a module that only stood still for a while, or was frozen as a whole, lives on', async () => {
  await using module = await run(hangFor((LIMIT_SECONDS * 1_000) / 4))
  for (let i = 0; i < 3; i++) {
    process.kill(module.pid, 'SIGUSR2')
    await pause(LIMIT_SECONDS * 500)
  }
  process.kill(module.pid, 'SIGSTOP')
  await pause(LIMIT_SECONDS * 1_500)
  process.kill(module.pid, 'SIGCONT')
  await pause(LIMIT_SECONDS * 500)
  await expect(module.stop()).resolves.toEqual({ code: 0, signal: null })
})
