import type { z } from 'zod'

/** What every entry of a catalogue has: its name is its file's name and its word in YAML. */
export interface Plugin<O> {
  readonly name: string
  readonly summary: string
  readonly options: z.ZodType<O>
}
