import { kernelModule } from './kernel/kernel-module.ts'
import { isMfccForKernel, MfccKernel } from './kernel/mfcc-kernel.ts'
import { type Mfcc, MfccExtractor, type MfccParams } from './mfcc.ts'
import type { MfccSteps } from './mfcc-steps.ts'
import { PlainMfccSteps } from './plain-mfcc-steps.ts'
import { SteppedMfcc } from './stepped-mfcc.ts'

/** Computes the MFCC of clips. */
export interface MfccOfClips {
  /**
   * @param y - Clip at the parameters' rate, shape `[n]`, all finite.
   * @throws {@link AudioError} `EARSHOT_AUDIO_TOO_SHORT` when reflect padding needs more samples.
   */
  extract(y: Float32Array): Mfcc
}

/**
 * The fastest way to the MFCC with these parameters: WebAssembly where it is there and takes them, else the
 * plain one in double precision.
 *
 * @param kernel - null for the plain one.
 * @throws {@link ParameterError} when a parameter is out of its range.
 */
export function createMfcc(params: MfccParams, kernel = kernelModule()): MfccOfClips {
  return kernel !== null && isMfccForKernel(params)
    ? new SteppedMfcc(new MfccKernel(kernel, params))
    : new MfccExtractor(params)
}

/** As {@link createMfcc}, in steps, for streams. */
export function createMfccSteps(params: MfccParams, kernel = kernelModule()): MfccSteps {
  return kernel !== null && isMfccForKernel(params) ? new MfccKernel(kernel, params) : new PlainMfccSteps(params)
}
