import { fileURLToPath } from 'node:url'

/** The bundles that come with the package. */
export const MODELS_DIRECTORY = fileURLToPath(new URL('../../models', import.meta.url))

/** One of them: it knows one synthetic fan. */
export const DEFAULT_MODEL = fileURLToPath(new URL('../../models/fan', import.meta.url))
