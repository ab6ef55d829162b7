import type { MfccSpec } from '../model/bundle.ts'
import { createFrontEnd } from '../model/front-end.ts'
import { type FrontEndSpec, PRESET_NAMES, type PresetChoice, type PresetName, presets } from '../model/presets.ts'

/** What the models that a preset stands for were most likely trained with. */
const USUAL: Readonly<Record<PresetName, PresetChoice>> = {
  // The original service: librosa 0.8 with resampy 0.2.
  fan: { resampler: 'kaiser_fast@0.2', padMode: 'reflect' },
  keywords: { resampler: 'kaiser_fast', padMode: 'constant' },
  'keywords-by-frame': { resampler: 'kaiser_fast', padMode: 'constant' },
}

const LAYOUTS: readonly MfccSpec['layout'][] = ['coefficients,frames,1', 'coefficients,frames', 'frames,coefficients']

export interface FrontEndChoice {
  readonly preset: PresetName
  readonly spec: FrontEndSpec
  /** Options that nobody gave, as they would be given. */
  readonly assumed: readonly string[]
}

type Given = Partial<PresetChoice> & { readonly preset?: PresetName | undefined }

/**
 * Settle the front end of an imported network: as told, the rest by its input's shape and by custom.
 * A shape that no preset has is left for the bundle's check to refuse.
 */
export function chooseFrontEnd(given: Given, inputShape: readonly (number | null)[]): FrontEndChoice {
  const preset = given.preset ?? PRESET_NAMES.find((name) => layoutFor(name, inputShape) !== undefined) ?? 'fan'
  const usual = USUAL[preset]
  const choice = { resampler: given.resampler ?? usual.resampler, padMode: given.padMode ?? usual.padMode }
  const spec = presets[preset](choice)
  const layout = layoutFor(preset, inputShape) ?? spec.features.layout
  const assumed = [
    given.preset === undefined && `--preset ${preset}`,
    given.resampler === undefined && `--resampler ${choice.resampler}`,
    given.padMode === undefined && `--pad-mode ${choice.padMode}`,
  ]
  return {
    preset,
    spec: { ...spec, features: { ...spec.features, layout } },
    assumed: assumed.filter((option) => option !== false),
  }
}

function layoutFor(preset: PresetName, inputShape: readonly (number | null)[]): MfccSpec['layout'] | undefined {
  const { audio, features } = presets[preset](USUAL[preset])
  return LAYOUTS.find((layout) => {
    const shape = createFrontEnd(audio, { ...features, layout }).inputShape
    return shape.length === inputShape.length && inputShape.every((length, i) => length === null || length === shape[i])
  })
}
