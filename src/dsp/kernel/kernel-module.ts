import { KERNEL_BASE64 } from './kernel-bytes.ts'

const PAGE_BYTES = 65_536
const MAX_PAGES = 64

/** Places in an instance's memory, in bytes, and limits; kernel/layout.ts says what each is. */
type Constant =
  | 'BANDS'
  | 'BANK'
  | 'COEFFICIENTS'
  | 'COLUMNS'
  | 'COSINES'
  | 'DIRECTIONS'
  | 'DISTANCE_END'
  | 'INPUT'
  | 'INVERSE_DIAGONAL'
  | 'LINE_POWERS'
  | 'LINE_SAMPLES'
  | 'LINE_TAPER'
  | 'LINE_TURNS'
  | 'LEVEL_SUMS'
  | 'LINES_END'
  | 'LOWER'
  | 'MAX_BANK_VALUES'
  | 'MAX_BLOCK_FRAMES'
  | 'MAX_BLOCK_SAMPLES'
  | 'MAX_PCM_BYTES'
  | 'MAX_SAMPLES'
  | 'MAX_RESAMPLED'
  | 'MAXIMA'
  | 'MONO'
  | 'OBSERVATIONS'
  | 'OUTPUT'
  | 'PCM'
  | 'PCM_END'
  | 'POSITIONS'
  | 'PRODUCTS'
  | 'RESAMPLE_END'
  | 'SAMPLES'
  | 'SAMPLES_END'
  | 'SAMPLES_S16'
  | 'SIGNAL'
  | 'SPECTRAL_END'
  | 'SPLIT_TWIDDLES'
  | 'TWIDDLES'
  | 'WEIGHTS'
  | 'WINDOW'

/** Exports of the kernel. Its sources, in kernel/, say what each takes and where it leaves its results. */
export interface KernelExports extends Readonly<Record<Constant, { readonly value: number }>> {
  bandColumns(frameCount: number, stride: number, nFft: number, nBands: number, inDecibels: number): void
  cepstra(frameCount: number, nMels: number, nMfcc: number, floorDb: number): void
  linePowers(length: number, first: number, count: number): void
  whiten(size: number): void
  project(size: number, count: number): void
  resample(
    count: number,
    first: number,
    phase: number,
    rowLength: number,
    phases: number,
    wholeStep: number,
    phaseStep: number,
  ): void
  decodeU8(count: number, channels: number): void
  decodeS16(count: number, channels: number): void
  decodeS24(count: number, channels: number): void
  decodeF32(count: number, channels: number): number
  largest(count: number): number
  addSquares(count: number): void
  encodeS16(count: number): number
}

/** The kernel with a memory of its own, which never grows. */
export interface KernelInstance {
  readonly exports: KernelExports
  /** Views of the memory from one of its places on. */
  floats(place: Constant, length: number): Float32Array
  doubles(place: Constant, length: number): Float64Array
  integers(place: Constant, length: number): Int32Array
  shorts(place: Constant, length: number): Int16Array
  bytes(place: Constant, length: number): Uint8Array
}

let compiled: WebAssembly.Module | null | undefined

/**
 * The compiled kernel, or null where there is no WebAssembly with SIMD: then the plain paths are taken.
 * Compiled once a thread, when first asked for.
 */
export function kernelModule(): WebAssembly.Module | null {
  if (compiled === undefined) compiled = compileKernel(KERNEL_BASE64)
  return compiled
}

/** @returns null where the engine does not take this module. */
export function compileKernel(base64: string): WebAssembly.Module | null {
  const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0))
  return WebAssembly.validate(bytes) ? new WebAssembly.Module(bytes) : null
}

/**
 * An instance for one job; jobs need different amounts of memory.
 *
 * @param end - Where the memory of the job ends. Pages that are never touched cost nothing.
 */
export function instantiateKernel(module: WebAssembly.Module, end: Constant): KernelInstance {
  const memory = new WebAssembly.Memory({ initial: 1, maximum: MAX_PAGES })
  // Typed here: packages that declare WebAssembly too give its exports another type.
  const given: object = new WebAssembly.Instance(module, { env: { memory } }).exports
  const exports = given as KernelExports
  memory.grow(Math.ceil(exports[end].value / PAGE_BYTES) - 1)
  const { buffer } = memory
  return {
    exports,
    floats: (place, length) => new Float32Array(buffer, exports[place].value, length),
    doubles: (place, length) => new Float64Array(buffer, exports[place].value, length),
    integers: (place, length) => new Int32Array(buffer, exports[place].value, length),
    shorts: (place, length) => new Int16Array(buffer, exports[place].value, length),
    bytes: (place, length) => new Uint8Array(buffer, exports[place].value, length),
  }
}
