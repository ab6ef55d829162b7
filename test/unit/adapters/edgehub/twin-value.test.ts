import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { twinName, twinObject } from '../../../../src/adapters/edgehub/twin-value.ts'

describe('what goes into a twin', () => {
  it('has no name that IoT Hub refuses', () => {
    expect(
      twinObject({ inForce: { 'alarm.raiseAt': 1, labels: { 'too loud $$': {} } }, list: [{ 'a b': null }] }),
    ).toEqual({
      inForce: { 'alarm%2EraiseAt': 1, labels: { 'too%20loud%20%24%24': {} } },
      list: [{ 'a%20b': null }],
    })
  })

  it('keeps names apart, and those that were made fit as they are', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (a, b) => {
        // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is not allowed
        expect(twinName(a)).not.toMatch(/[\u0000-\u001f\u007f-\u009f.$ ]/)
        expect(twinName(twinName(a))).toBe(twinName(a))
        if (a !== b && !`${a}${b}`.includes('%')) expect(twinName(a)).not.toBe(twinName(b))
      }),
      { seed: 1 },
    )
  })

  it('has no text that IoT Hub finds too long', () => {
    const { text } = twinObject({ text: '狐'.repeat(10_000) })
    expect(Buffer.byteLength(String(text))).toBeLessThanOrEqual(4_096)
    expect(String(text)).toMatch(/^狐+…$/)
    expect(twinObject({ number: 1, flag: false, nothing: null })).toEqual({ number: 1, flag: false, nothing: null })
  })
})
