/** Seed of the one machine that the bundle in `models/fan` knows: what the demo plays and `synth` records unless told otherwise. */
export const SHIPPED_FAN_SEED = 13

/** That machine as the demo plays it, and as what a bundle makes of the demo is measured. */
export const DEMO_FAN = { machineSeed: SHIPPED_FAN_SEED, seed: 1, sampleRateHz: 22_050, snrDb: 20 } as const
