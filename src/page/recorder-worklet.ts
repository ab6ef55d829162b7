// Runs on the browser's audio thread: hands on what the microphone hears, its channels averaged.

declare class AudioWorkletProcessor {
  readonly port: MessagePort
}
declare function registerProcessor(name: string, processor: new () => AudioWorkletProcessor): void

/** A message for each 128 samples would be 375 a second. @unit samples */
const BLOCK_LENGTH = 2_048

class Recorder extends AudioWorkletProcessor {
  #block = new Float32Array(BLOCK_LENGTH)
  #filled = 0

  process([channels = []]: Float32Array[][]): boolean {
    const length = channels[0]?.length ?? 0
    for (let i = 0; i < length; i += 1) {
      let sum = 0
      for (const channel of channels) sum += channel[i] ?? 0
      this.#block[this.#filled] = sum / channels.length
      this.#filled += 1
      if (this.#filled === BLOCK_LENGTH) this.#send()
    }
    return true
  }

  #send(): void {
    this.port.postMessage(this.#block, [this.#block.buffer])
    this.#block = new Float32Array(BLOCK_LENGTH)
    this.#filled = 0
  }
}

registerProcessor('recorder', Recorder)
