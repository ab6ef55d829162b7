import { describe, expect, it } from 'vitest'
import { NotFoundError, RequestError } from '../../../../src/errors.ts'
import { packSound } from '../../../../src/learn/kept-sound.ts'
import { learnNormal } from '../../../../src/learn/learn-normal.ts'
import type { BundleManifest } from '../../../../src/model/bundle.ts'
import { type FurtherSession, findFormer } from '../../../../src/pipeline/learning/further-session.ts'
import { extractor, FRONT_END, normalWindows } from '../../../machine-sounds.ts'

const windows = normalWindows(20)
const { draft } = learnNormal(windows, extractor, {
  ...FRONT_END,
  name: 'learnt-fan-1',
  version: '1',
  falseAlarmRate: 0.05,
  heldOut: 'auto',
})
const manifest: BundleManifest = { ...draft, files: {}, training: { source: 'fan-1' } }
const WANTED: FurtherSession = {
  source: 'fan-1',
  model: 'learnt-fan-1',
  session: 'tuesday',
  sampleRateHz: 8_000,
  windowSeconds: undefined,
}

function find(wanted: Partial<FurtherSession> = {}, sound: Uint8Array | undefined = packSound(windows, FRONT_END)) {
  const shelf = {
    manifest: async (name: string) => {
      if (name !== 'learnt-fan-1') throw new NotFoundError(`there is no model ${name}`)
      return manifest
    },
  }
  return findFormer({ ...WANTED, ...wanted }, { shelf, kept: { read: async () => sound } })
}

describe('a session that is to be added', () => {
  it('finds what was learnt before', async () => {
    await expect(find()).resolves.toMatchObject({ manifest, former: { sessions: ['monday'] } })
  })

  it('is refused where there is nothing to add to', async () => {
    await expect(find({ model: 'other' })).rejects.toThrow(NotFoundError)
    await expect(find({ model: 'other' })).rejects.toThrow('Learn fan-1 first, without add')
    await expect(
      findFormer(WANTED, { shelf: { manifest: async () => manifest }, kept: { read: async () => undefined } }),
    ).rejects.toThrow('of learnt-fan-1 no sessions are kept: they gave way to those of other models')
    const ofRecordings = { manifest: async () => ({ ...manifest, training: {} }) }
    await expect(findFormer(WANTED, { shelf: ofRecordings, kept: { read: async () => undefined } })).rejects.toThrow(
      'learnt-fan-1 was not learnt from a live source; learn fan-1 anew, without add',
    )
  })

  it('is refused where what is kept of the former ones cannot be read', async () => {
    await expect(find({}, new Uint8Array(9))).rejects.toThrow(RequestError)
    await expect(find({}, new Uint8Array(9))).rejects.toThrow('damaged, or of another version; learn fan-1 anew')
  })

  it.each([
    [{ source: 'fan-2' }, 'learnt-fan-1 was learnt from fan-1: a session of fan-2 does not belong to it'],
    [{ session: 'monday' }, 'has a session monday already: give another name'],
    [{ windowSeconds: 5 }, 'hears windows of 2 s, not of 5 s'],
    [{ sampleRateHz: 4_000 }, 'was learnt at 8000 Hz, fan-1 has 4000 Hz now'],
  ])('is refused when it does not go with what is there: %j', async (wanted, message) => {
    await expect(find(wanted)).rejects.toThrow(RequestError)
    await expect(find(wanted)).rejects.toThrow(message)
  })

  it('is refused when it is one too many, saying what to do', async () => {
    const ten = Array.from({ length: 10 }, (_, i) => normalWindows(1, `day ${i}`)).flat()
    await expect(find({}, packSound(ten, FRONT_END))).rejects.toThrow(
      'has 10 sessions, which is the limit: learn fan-1 anew, without add, or learn from recordings',
    )
  })
})
