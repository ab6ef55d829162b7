import { KerasImportError } from '../../errors.ts'
import { asArray, asRecord, isRecord } from './json-record.ts'

/** One tensor of a functional model: the layer it comes from, which call of it, which of its outputs. */
type TensorPlace = readonly [layer: string, node: number, tensor: number]

/** Arguments of a call that leave inference as it is. */
const WITHOUT_EFFECT: ReadonlySet<unknown> = new Set([null, false])

/**
 * Where a layer's inputs come from, in the form of Keras 2 that TensorFlow.js reads:
 * for each call of the layer `[[layer, node, tensor, {}], …]`. Keras 3 writes the call's
 * arguments with Keras tensors in them instead.
 *
 * @throws {@link KerasImportError} for arguments that change what the layer does.
 */
export function carryInboundNodes(value: unknown, layer: string): unknown[][] {
  return asArray(value, `the inputs of layer ${layer}`).map((node) => {
    const places = isRecord(node) ? placesInCall(node, layer) : asArray(node, `a call of layer ${layer}`)
    return places.map((place) => carryPlace(place, layer))
  })
}

/** The inputs or outputs of a whole model: Keras 3 writes one alone as it is, several in a list. */
export function carryModelEnds(value: unknown, what: string): TensorPlace[] {
  const ends = asArray(value, what)
  return (typeof ends[0] === 'string' ? [ends] : ends).map((end) => toPlace(end, what))
}

function placesInCall(node: Readonly<Record<string, unknown>>, layer: string): unknown[] {
  refuseArguments(node['kwargs'], layer)
  return tensorsOf(node['args'], layer)
}

function tensorsOf(value: unknown, layer: string): unknown[] {
  if (Array.isArray(value)) return value.flatMap((item) => tensorsOf(item, layer))
  if (isRecord(value) && value['class_name'] === '__keras_tensor__') {
    return [asRecord(value['config'], `an input of layer ${layer}`)['keras_history']]
  }
  if (WITHOUT_EFFECT.has(value)) return []
  throw new KerasImportError(`layer ${layer} is called with ${JSON.stringify(value)}, which cannot be carried over`)
}

function carryPlace(value: unknown, layer: string): unknown[] {
  const [name, node, tensor, kwargs] = asArray(value, `an input of layer ${layer}`)
  refuseArguments(kwargs, layer)
  return [...toPlace([name, node, tensor], `an input of layer ${layer}`), {}]
}

function toPlace(value: unknown, what: string): TensorPlace {
  const [name, node, tensor] = asArray(value, what)
  if (typeof name === 'string' && typeof node === 'number' && typeof tensor === 'number') return [name, node, tensor]
  throw new KerasImportError(`${what} is damaged`)
}

function refuseArguments(kwargs: unknown, layer: string): void {
  for (const [name, value] of Object.entries(isRecord(kwargs) ? kwargs : {})) {
    if (WITHOUT_EFFECT.has(value)) continue
    throw new KerasImportError(
      `layer ${layer} is called with ${name}=${JSON.stringify(value)}, which cannot be carried over`,
    )
  }
}
