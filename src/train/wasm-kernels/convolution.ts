import { backend_util, type NamedAttrMap, type TensorInfo } from '@tensorflow/tfjs-core'
import { EngineError } from '../../errors.ts'
import type { ConvolutionAttrs } from './kernel-attrs.ts'

export type Shape4D = [number, number, number, number]
export type ConvolutionInfo = ReturnType<typeof backend_util.computeConv2DInfo>

/** Sizes and padding of the convolution whose gradient is wanted. */
export function describeConvolution(
  inputShape: Shape4D,
  filterShape: Shape4D,
  { strides, pad, dataFormat, dimRoundingMode }: ConvolutionAttrs,
): ConvolutionInfo {
  const info = backend_util.computeConv2DInfo(
    inputShape,
    filterShape,
    strides,
    1,
    pad,
    dimRoundingMode,
    false,
    backend_util.convertConv2DDataFormat(dataFormat),
  )
  if (info.dataFormat !== 'channelsLast') throw new EngineError('only convolutions with channels last can be trained')
  return info
}

export function shape4D({ shape }: TensorInfo): Shape4D {
  const [a, b, c, d] = shape
  if (a === undefined || b === undefined || c === undefined || d === undefined || shape.length !== 4) {
    throw new EngineError(`expected a tensor of rank 4, got shape [${shape.join(', ')}]`)
  }
  return [a, b, c, d]
}

export interface Padding {
  readonly top: number
  readonly bottom: number
  readonly left: number
  readonly right: number
}

/** Settings of the engine's Conv2D with everything spelt out. */
export function convolutionAttrs(padding: Padding, dilations: [number, number] = [1, 1]): NamedAttrMap {
  const { top, bottom, left, right } = padding
  return {
    strides: [1, 1],
    pad: [
      [0, 0],
      [top, bottom],
      [left, right],
      [0, 0],
    ],
    dilations,
    dataFormat: 'NHWC',
  }
}
