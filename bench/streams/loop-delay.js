// Loaded into the module before its own program: tells on request how late its event loop was.
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { isMainThread } from 'node:worker_threads'

if (isMainThread && process.send !== undefined) {
  const delay = monitorEventLoopDelay({ resolution: 5 })
  delay.enable()
  process.on('message', (message) => {
    if (message === 'loop-delay')
      process.send({ p50Ms: delay.percentile(50) / 1e6, p99Ms: delay.percentile(99) / 1e6, maxMs: delay.max / 1e6 })
    delay.reset()
  })
  // To be asked must not keep it alive.
  process.channel?.unref()
}
