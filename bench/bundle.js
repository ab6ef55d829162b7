/** Folder of a bundle, by default the fan's network: below `EARSHOT_MODEL_DIRECTORY` where that is set, as the module finds it. */
export const bundleFolder = (name = 'fan-cnn') => `${process.env.EARSHOT_MODEL_DIRECTORY || 'models'}/${name}`
