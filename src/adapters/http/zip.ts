interface ZipFile {
  /** With `/`. */
  readonly path: string
  read(): Promise<Uint8Array>
}

/** Files as a ZIP archive, one in memory at a time, not compressed: sound does not become smaller. */
export async function* zipOf(files: readonly ZipFile[]): AsyncIterable<Uint8Array> {
  const { Zip, ZipPassThrough } = await import('fflate')
  const made: Uint8Array[] = []
  let failure: Error | undefined
  const zip = new Zip((error, bytes) => {
    if (error) failure = error
    else made.push(bytes)
  })
  const take = (): Uint8Array[] => {
    if (failure) throw failure
    return made.splice(0)
  }
  for (const { path, read } of files) {
    // One that gave way to newer ones meanwhile is left out.
    const bytes = await read().catch(() => undefined)
    if (bytes === undefined) continue
    const file = new ZipPassThrough(path)
    zip.add(file)
    file.push(bytes, true)
    yield* take()
  }
  zip.end()
  yield* take()
}
