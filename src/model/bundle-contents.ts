import type { BundleManifest, LinearManifest, NetworkManifest, NormalOnlyManifest } from './bundle.ts'

/** A whole bundle in memory: its manifest and every file that the manifest lists, hashes verified. */
export interface BundleContents<M extends BundleManifest = BundleManifest> {
  readonly manifest: M
  /** SHA-256 over the bytes of `bundle.json`, lower-case hex. */
  readonly sha256: string
  /** By plain file name; `bundle.json` itself is not among them. */
  readonly files: ReadonlyMap<string, Uint8Array>
}

type WithoutFiles<M> = M extends unknown ? Omit<M, 'files'> : never

/** A manifest whose files' hashes are still to be computed. */
export type ManifestDraft = WithoutFiles<BundleManifest>
export type NetworkDraft = WithoutFiles<NetworkManifest>
export type LinearDraft = WithoutFiles<LinearManifest>
export type NormalOnlyDraft = WithoutFiles<NormalOnlyManifest>
