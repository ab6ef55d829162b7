import { z } from 'zod'
import type { Attribute } from './onnx-file.ts'

const whole = z.number().int().positive()

/** A number for each of so many axes; one number stands for all. */
export function perAxis(axes: number): z.ZodType<number[]> {
  return z.union([whole.transform((value) => Array<number>(axes).fill(value)), z.array(whole).length(axes)])
}

export const PADDING = z.enum(['valid', 'same']).nullish()

/** Where a kernel or pool is laid on its input, axis by axis. */
export interface Places {
  readonly kernel: readonly number[]
  readonly strides: readonly number[]
  readonly dilations?: readonly number[]
  readonly padding: z.output<typeof PADDING>
}

interface Laid {
  /** Of the output, axis by axis. */
  readonly lengths: readonly number[]
  readonly attributes: Readonly<Record<string, Attribute>>
}

/**
 * Lay a kernel on an input. `same` pads so that the output has `ceil(input / stride)` places, with the odd
 * one behind, as TensorFlow does.
 *
 * @returns Lengths below 1 where the kernel is larger than the input.
 */
export function lay(lengths: readonly number[], { kernel, strides, dilations, padding }: Places): Laid {
  const axes = lengths.map((length, axis) => {
    const stride = strides[axis] ?? 1
    const reach = ((kernel[axis] ?? 1) - 1) * (dilations?.[axis] ?? 1) + 1
    if (padding !== 'same') return { length: Math.floor((length - reach) / stride) + 1, before: 0, after: 0 }
    const places = Math.ceil(length / stride)
    const total = Math.max(0, (places - 1) * stride + reach - length)
    const before = Math.floor(total / 2)
    return { length: places, before, after: total - before }
  })
  return {
    lengths: axes.map(({ length }) => length),
    attributes: {
      kernel_shape: { ints: kernel },
      strides: { ints: strides },
      ...(dilations && { dilations: { ints: dilations } }),
      pads: { ints: [...axes.map(({ before }) => before), ...axes.map(({ after }) => after)] },
    },
  }
}
