import { expect, it } from 'vitest'
import { startBroker } from '../broker.ts'
import { joinBroker } from '../mqtt/client.ts'
import { earshot } from './earshot.ts'

it('earshot call waits for the answer to its own question, whatever others say there', async () => {
  await using broker = await startBroker()
  await using module = await joinBroker(broker.url, 'earshot/request/#')
  module.client.on('message', (_topic, body) => {
    const { transaction } = JSON.parse(String(body)) as { transaction: string }
    for (const said of ['no JSON', '{"status":500}', JSON.stringify({ status: 200, payload: {}, transaction })]) {
      module.client.publish('earshot/response/status', said, { qos: 1 })
    }
  })
  const { exitCode, stdout, stderr } = await earshot('call', 'status', '--url', broker.url)
  expect([exitCode, stderr]).toEqual([0, ''])
  expect(JSON.parse(stdout)).toMatchObject({ status: 200, payload: {} })
})

it('earshot call shows no password of a broker that is not there', async () => {
  const { exitCode, stderr } = await earshot('call', 'status', '--url', 'mqtt://user:s@cret@127.0.0.1:1')
  expect([exitCode, stderr]).toEqual([1, expect.stringContaining('no broker answers at mqtt://127.0.0.1:1')])
  expect(stderr).not.toContain('cret')
})
