import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { ParameterError, TransportError } from '../../../../src/errors.ts'
import { MlflowClient } from '../../../../src/train/runs/mlflow-client.ts'
import { pushRun } from '../../../../src/train/runs/push-run.ts'
import type { RunRecord } from '../../../../src/train/runs/run-record.ts'
import { startTrackingServer, type TrackingServer } from './tracking-server.ts'

let server: TrackingServer
beforeEach(async () => {
  server = await startTrackingServer()
})
afterEach(() => server.close())

const run: RunRecord = {
  id: '2030-01-02T03-04-05_cnn_ab12',
  name: 'fan',
  startedAt: '2030-01-02T03:04:05.000Z',
  endedAt: '2030-01-02T03:05:05.000Z',
  state: 'finished',
  parameters: { kind: 'cnn', seed: 7, frontEnd: { padMode: 'reflect' } },
  dataset: { recordings: 8 },
  figures: { validationAccuracy: 0.75, validationConfusion: [[1, 2]] },
}
const epochs = [
  { epoch: 1, trainingLoss: 2, validationLoss: 1.5 },
  { epoch: 2, trainingLoss: 1, validationLoss: 1.25 },
]
const START_MS = Date.UTC(2030, 0, 2, 3, 4, 5)

describe('pushRun', () => {
  it('makes the experiment, then the run with parameters, figures of each epoch, figures reached and state', async () => {
    const client = new MlflowClient({ url: `${server.url}/`, authorization: 'Bearer token' })
    expect(await pushRun(client, 'fans', run, epochs)).toEqual({ runId: 'run1', isOld: false })
    expect(server.calls.map(({ method, path }) => `${method} ${path}`)).toEqual([
      'GET experiments/get-by-name',
      'POST experiments/create',
      'POST runs/search',
      'POST runs/create',
      'POST runs/log-batch',
      'POST runs/log-batch',
      'POST runs/update',
    ])
    expect(server.calls.every(({ authorization }) => authorization === 'Bearer token')).toBe(true)
    const [, , , create, params, metrics, update] = server.calls.map(({ body }) => body)
    expect(create).toMatchObject({ experiment_id: '1', run_name: run.id, start_time: START_MS })
    expect(params).toEqual({
      run_id: 'run1',
      params: [
        { key: 'kind', value: 'cnn' },
        { key: 'seed', value: '7' },
        { key: 'frontEnd', value: '{"padMode":"reflect"}' },
        { key: 'dataset.recordings', value: '8' },
      ],
    })
    expect(metrics?.['metrics']).toContainEqual({
      key: 'epoch.validationLoss',
      value: 1.25,
      timestamp: START_MS + 60_000,
      step: 2,
    })
    expect(metrics?.['metrics']).toContainEqual(expect.objectContaining({ key: 'validationAccuracy', value: 0.75 }))
    expect(update).toEqual({ run_id: 'run1', status: 'FINISHED', end_time: START_MS + 60_000 })
  })

  it('pushes a run once, into an experiment that is there', async () => {
    const client = new MlflowClient({ url: server.url })
    await pushRun(client, 'fans', run, epochs)
    const before = server.calls.length
    expect(await pushRun(client, 'fans', run, epochs)).toEqual({ runId: 'run1', isOld: true })
    expect(server.calls.slice(before).map(({ path }) => path)).toEqual(['experiments/get-by-name', 'runs/search'])
  })

  it('keeps to the sizes that the server takes at once', async () => {
    const many = Array.from({ length: 1_200 }, (_, i) => ({ epoch: i + 1, loss: 1 / (i + 1) }))
    const parameters = Object.fromEntries(Array.from({ length: 120 }, (_, i) => [`p${i}`, 'x'.repeat(1_000)]))
    await pushRun(new MlflowClient({ url: server.url }), 'fans', { ...run, parameters }, many)
    const batches = server.calls.filter(({ path }) => path === 'runs/log-batch').map(({ body }) => body)
    const count = (part: string): number =>
      batches.reduce((sum, body) => sum + ((body[part] as unknown[] | undefined)?.length ?? 0), 0)
    expect(count('metrics')).toBe(1_201)
    expect(count('params')).toBe(121)
    expect(JSON.stringify(batches)).not.toContain('x'.repeat(501))
  })

  it.each([
    ['failed', 'FAILED'],
    ['running', 'RUNNING'],
  ])('calls a %s run %s', async (state, status) => {
    await pushRun(new MlflowClient({ url: server.url }), 'fans', { ...run, state }, [])
    expect(server.calls.at(-1)?.body).toMatchObject({ status })
  })
})

describe('MlflowClient', () => {
  it('says when nothing answers, when the answer is a refusal, and when something else answers', async () => {
    const other = await startTrackingServer()
    await other.close()
    await expect(pushRun(new MlflowClient({ url: other.url }), 'x', run, [])).rejects.toThrow(/cannot be reached/)
    const wrongPath = pushRun(new MlflowClient({ url: `${server.url}/elsewhere` }), 'x', run, [])
    await expect(wrongPath).rejects.toThrow(TransportError)
    await expect(wrongPath).rejects.toThrow(/ENDPOINT_NOT_FOUND/)
  })

  it.each(['127.0.0.1:5000', 'file:///mlruns', ''])('takes no %j for an address', (url) => {
    expect(() => new MlflowClient({ url })).toThrow(ParameterError)
  })
})
