import { A_LAW, MU_LAW } from '../../../src/audio/g711.ts'
import { INDEX_CHANGE, STEPS } from '../../../src/audio/ima-adpcm.ts'
import { concat, int16Bytes, wavBytes } from './wav-bytes.ts'

const toInt16 = (y: Float32Array): Int16Array => Int16Array.from(y, (value) => Math.round(value * 32_767))

/** Mono A-law (tag 6) or µ-law (tag 7): of the 256 values the nearest one. */
function g711Wav(y: Float32Array, sampleRateHz: number, tag: number, values: Int16Array): Uint8Array {
  const codes = [...values].map((value, code) => ({ value, code })).toSorted((a, b) => a.value - b.value)
  const nearest = (sample: number): number => {
    const above = codes.findIndex(({ value }) => value >= sample)
    const candidates = codes.slice(Math.max(0, above < 0 ? 255 : above - 1), above < 0 ? 256 : above + 1)
    return candidates.toSorted((a, b) => Math.abs(a.value - sample) - Math.abs(b.value - sample))[0]?.code ?? 0
  }
  return wavBytes({ tag, bits: 8, sampleRateHz, data: Uint8Array.from(toInt16(y), nearest) })
}

export const aLawWav = (y: Float32Array, sampleRateHz: number) => g711Wav(y, sampleRateHz, 6, A_LAW)
export const muLawWav = (y: Float32Array, sampleRateHz: number) => g711Wav(y, sampleRateHz, 7, MU_LAW)

const BLOCK_BYTES = 256
const BLOCK_SAMPLES = 505

/** Mono IMA ADPCM (tag 0x11) in whole blocks; samples that fill none are left out. */
export function imaAdpcmWav(y: Float32Array, sampleRateHz: number): Uint8Array {
  const samples = toInt16(y)
  const blocks: Uint8Array[] = []
  let index = 0
  for (let start = 0; start + BLOCK_SAMPLES <= samples.length; start += BLOCK_SAMPLES) {
    const first = samples[start] ?? 0
    const head = concat(int16Bytes(first), Uint8Array.of(index, 0))
    const codes: number[] = []
    let predicted = first
    for (const sample of samples.subarray(start + 1, start + BLOCK_SAMPLES)) {
      const step = STEPS[index] ?? 0
      let left = Math.abs(sample - predicted)
      let code = 0
      let change = step >> 3
      for (const [bit, part] of [
        [4, step],
        [2, step >> 1],
        [1, step >> 2],
      ] as const) {
        if (left < part) continue
        code |= bit
        left -= part
        change += part
      }
      const isDown = sample < predicted
      predicted = Math.max(-32_768, Math.min(32_767, isDown ? predicted - change : predicted + change))
      index = Math.max(0, Math.min(STEPS.length - 1, index + (INDEX_CHANGE[code] ?? 0)))
      codes.push(isDown ? code | 8 : code)
    }
    const pairs = codes.length / 2
    blocks.push(
      head,
      Uint8Array.from({ length: pairs }, (_, i) => (codes[2 * i] ?? 0) | ((codes[2 * i + 1] ?? 0) << 4)),
    )
  }
  return wavBytes({
    tag: 0x11,
    bits: 4,
    blockAlign: BLOCK_BYTES,
    sampleRateHz,
    extension: new Uint8Array(Uint16Array.of(2, BLOCK_SAMPLES).buffer),
    data: concat(...blocks),
  })
}
