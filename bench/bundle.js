/** Folder of the fan's network: below `EARSHOT_MODEL_DIRECTORY` where that is set, as the module finds it. */
export const bundleFolder = () => `${process.env.EARSHOT_MODEL_DIRECTORY || 'models'}/fan-cnn`
