import type { BandSteps } from './band-steps.ts'
import { BandKernel, isFrameForKernel } from './kernel/band-kernel.ts'
import { kernelModule } from './kernel/kernel-module.ts'
import type { LogMelParams } from './log-mel.ts'
import { MelFilterBank } from './mel-filter-bank.ts'
import { PlainLogMelSteps } from './plain-log-mel-steps.ts'

/**
 * The fastest way to log-mel columns with these parameters, not clipped: WebAssembly where it is there and takes
 * them, else the plain one in double precision.
 *
 * @param kernel - null for the plain one.
 * @throws {@link ParameterError} when a parameter is out of its range.
 */
export function createLogMelSteps(params: LogMelParams, kernel = kernelModule()): BandSteps {
  if (kernel === null || !isFrameForKernel(params, params.nMels)) return new PlainLogMelSteps(params)
  return new BandKernel(kernel, params, { bands: new MelFilterBank(params).bands(), inDecibels: true })
}
