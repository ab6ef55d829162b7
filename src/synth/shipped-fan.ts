/** Seed of the one machine that the bundle in `models/fan` knows: what the demo plays and `synth` records unless told otherwise. */
export const SHIPPED_FAN_SEED = 13
