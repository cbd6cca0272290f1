import type { Layer } from '../model/words.ts'

/** The first layer that fails, and what shows it. */
export interface Failing {
  readonly layer: Layer
  /** In one or two words: refused, silent, sealed, expired. */
  readonly cause: string
  readonly evidence: string
}

export const failing = (layer: Layer, cause: string, evidence: string): Failing => ({
  layer,
  cause,
  evidence,
})
