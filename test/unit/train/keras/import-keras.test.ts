import { strToU8, zipSync } from 'fflate'
import { describe, expect, it } from 'vitest'
import { KerasImportError } from '../../../../src/errors.ts'
import { importKeras } from '../../../../src/train/keras/import-keras.ts'
import { type StoredLayer, type StoredModel, writeH5, writeHdf5, writeKeras } from './keras-files.ts'
import { runImported } from './run-imported.ts'

/** Three inputs, two outputs. */
const KERNEL = { name: 'dense/kernel:0', shape: [3, 2], values: Float32Array.of(1, 2, 3, 4, 5, 6) }
const BIAS = { name: 'dense/bias:0', shape: [2], values: Float32Array.of(0.5, -0.5) }
const INPUT = [1, 10, 100]
/** INPUT · KERNEL + BIAS */
const ANSWER = [531.5, 641.5]

function dense(changes: Partial<StoredLayer> = {}): StoredLayer {
  return {
    class_name: 'Dense',
    config: { name: 'dense', batch_input_shape: [null, 3], units: 2, activation: 'linear', use_bias: true },
    weights: [KERNEL, BIAS],
    ...changes,
  }
}

describe('importing .h5', () => {
  it('gives the layers their weights', async () => {
    expect([...(await runImported(await writeH5({ layers: [dense()] }), INPUT))]).toEqual(ANSWER)
  })

  it("says which Keras saved it and what the network's ends look like", async () => {
    const model = await importKeras(await writeH5({ layers: [dense()], kerasVersion: '2.4.0' }), 'a.h5')
    expect(model).toMatchObject({ kerasVersion: '2.4.0', inputShape: [3], outputShape: [2] })
  })

  it('takes the order of weights from weight_names, not from the alphabet', async () => {
    const weights = [
      { ...KERNEL, name: 'dense/z:0' },
      { ...BIAS, name: 'dense/a:0' },
    ]
    expect([...(await runImported(await writeH5({ layers: [dense({ weights })] }), INPUT))]).toEqual(ANSWER)
  })

  it('reads lists of names that are cut into several attributes', async () => {
    const second: StoredLayer = {
      class_name: 'Dense',
      config: { name: 'dense_2', units: 2, activation: 'linear', use_bias: true },
      weights: [
        { name: 'dense_2/kernel:0', shape: [2, 2], values: Float32Array.of(1, 0, 0, 1) },
        { name: 'dense_2/bias:0', shape: [2], values: Float32Array.of(1, 1) },
      ],
    }
    const bytes = await writeH5({ layers: [dense(), second], namesPerAttribute: 1 })
    expect([...(await runImported(bytes, INPUT))]).toEqual(ANSWER.map((y) => y + 1))
  })

  it('does not leave tensors behind', async () => {
    const { memory } = await import('@tensorflow/tfjs-core')
    const bytes = await writeH5({ layers: [dense()] })
    await runImported(bytes, INPUT)
    const before = memory().numTensors
    await runImported(bytes, INPUT)
    expect(memory().numTensors).toBe(before)
  })
})

describe('importing .keras', () => {
  const input: StoredLayer = { class_name: 'InputLayer', config: { name: 'input_layer', batch_shape: [null, 3] } }
  const layers = [
    input,
    dense({ config: { name: 'first', units: 2, activation: 'linear', use_bias: true } }),
    { class_name: 'ReLU', config: { name: 'any_name', max_value: null, negative_slope: 0, threshold: 0 } },
    dense({ config: { name: 'zeroth', units: 1, activation: 'linear', use_bias: false } }),
  ]
  const second = { name: '', shape: [2, 1], values: Float32Array.of(1, 2) }

  it.each(['layers', '_layer_checkpoint_dependencies'])('finds weights by class and count in %s', async (root) => {
    const bytes = await writeKeras(
      { layers },
      { [`${root}/dense/vars/0`]: KERNEL, [`${root}/dense/vars/1`]: BIAS, [`${root}/dense_1/vars/0`]: second },
    )
    expect([...(await runImported(bytes, INPUT))]).toEqual([531.5 + 2 * 641.5])
  })

  it('is told from .h5 by its bytes, whatever it is called', async () => {
    const bytes = await writeKeras(
      { layers: layers.slice(0, 2) },
      { 'layers/dense/vars/0': KERNEL, 'layers/dense/vars/1': BIAS },
    )
    await expect(importKeras(bytes, 'model.h5')).resolves.toMatchObject({ kerasVersion: '3.15.1' })
  })

  it('is refused when a layer has no weights', async () => {
    const bytes = await writeKeras({ layers }, { 'layers/dense/vars/0': KERNEL, 'layers/dense/vars/1': BIAS })
    await expect(importKeras(bytes, 'a.keras')).rejects.toThrow(
      'layer zeroth needs 1 arrays of weights, the file has 0',
    )
  })

  it('is refused when an entry would unpack to more than fits', async () => {
    const bomb = zipSync({ 'config.json': new Uint8Array(17 << 20), 'metadata.json': strToU8('{}') })
    expect(bomb.length).toBeLessThan(100_000)
    await expect(importKeras(bomb, 'a.keras')).rejects.toThrow(/config\.json in the archive is too large/)
  })

  it('is refused when it is another zip', async () => {
    await expect(importKeras(zipSync({ 'a.txt': strToU8('a') }), 'a.zip')).rejects.toThrow(/it is not a \.keras file/)
  })
})

describe('importing is refused', () => {
  async function importing(model: StoredModel): Promise<unknown> {
    return importKeras(await writeH5(model), 'a.h5')
  }

  it('for weights alone, saying how to save the whole model', async () => {
    const bytes = await writeHdf5((file) => file.create_attribute('layer_names', ['dense']))
    const outcome = importKeras(bytes, 'weights.h5')
    await expect(outcome).rejects.toThrow(KerasImportError)
    await expect(outcome).rejects.toThrow(
      /weights\.h5 cannot be imported: .*weights only.*model\.save\('model\.keras'\)/,
    )
  })

  it('for what is neither HDF5 nor zip', async () => {
    await expect(importKeras(strToU8('hello'), 'a.txt')).rejects.toThrow(/neither HDF5/)
    await expect(importKeras(new Uint8Array(0), 'a.txt')).rejects.toThrow(/neither HDF5/)
  })

  it('when weights are not finite', async () => {
    const weights = [{ ...KERNEL, values: Float32Array.of(1, 2, Number.NaN, 4, 5, 6) }, BIAS]
    await expect(importing({ layers: [dense({ weights })] })).rejects.toThrow(
      /layer dense: dense\/kernel .* not finite/,
    )
  })

  it('when weights are not 32-bit floats', async () => {
    const weights = [{ ...KERNEL, values: Float64Array.from(KERNEL.values) }, BIAS]
    await expect(importing({ layers: [dense({ weights })] })).rejects.toThrow(/kernel:0 are not 32-bit floats/)
  })

  it('when weights have another shape than the layer', async () => {
    const weights = [{ ...KERNEL, shape: [2, 3] }, BIAS]
    await expect(importing({ layers: [dense({ weights })] })).rejects.toThrow(
      /layer dense: dense\/kernel has the shape \[2, 3\] in the file, but the layer needs \[3, 2\]/,
    )
  })

  it('when a layer claims more units than it has weights, before memory is taken for them', async () => {
    const config = { ...dense().config, units: 2_000_000_000 }
    await expect(importing({ layers: [dense({ config })] })).rejects.toThrow(/layer dense says units 2000000000/)
  })

  it('when an array that weight_names promises is missing', async () => {
    const bytes = await writeHdf5((file) => {
      file.create_attribute('model_config', JSON.stringify({ class_name: 'Sequential', config: [dense()] }))
      const root = file.create_group('model_weights')
      root.create_attribute('layer_names', ['dense'])
      root.create_group('dense').create_attribute('weight_names', ['kernel:0'])
    })
    await expect(importKeras(bytes, 'a.h5')).rejects.toThrow(/lacks the weights model_weights\/dense\/kernel:0/)
  })

  it('when model_config is not JSON', async () => {
    const bytes = await writeHdf5((file) => file.create_attribute('model_config', '{'))
    await expect(importKeras(bytes, 'a.h5')).rejects.toThrow(/model_config is damaged/)
  })

  it('or the import is exact: 300 damaged files neither crash nor hang', async () => {
    const { config } = dense()
    const h5 = await writeH5({ layers: [dense()] })
    const archive = await writeKeras(
      { layers: [{ class_name: 'Dense', config }] },
      { 'layers/dense/vars/0': KERNEL, 'layers/dense/vars/1': BIAS },
    )
    let state = 20_240_607
    const random = (n: number): number => {
      state = (Math.imul(1_664_525, state) + 1_013_904_223) >>> 0
      return Math.floor((state / 2 ** 32) * n)
    }
    for (let i = 0; i < 300; i++) {
      const whole = i % 2 === 0 ? h5 : archive
      const damaged = whole.slice(0, i % 5 === 0 ? random(whole.length) : whole.length)
      for (let flips = random(8); flips > 0 && damaged.length > 8; flips--) {
        damaged[8 + random(damaged.length - 8)] = random(256)
      }
      const outcome = await importKeras(damaged, 'damaged').catch((error: unknown) => error)
      if (outcome instanceof Error) expect(outcome).toBeInstanceOf(KerasImportError)
      else expect(outcome).toMatchObject({ inputShape: [expect.any(Number)] })
    }
  })
})
