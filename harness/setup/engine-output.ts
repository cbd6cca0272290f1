import { DrillError } from '../model/error.ts'
import type { Engine } from './engine-client.ts'

interface Line {
  readonly stream?: string
  readonly status?: string
  readonly error?: string
}

/** Waits for the end of what the engine reports while it pulls, imports or builds. Throws `start-failed` with its last lines. */
export async function followed(engine: Engine, output: NodeJS.ReadableStream): Promise<void> {
  const lines = await new Promise<Line[]>((resolve, reject) => {
    engine.modem.followProgress(output, (error, all: Line[]) => (error ? reject(error) : resolve(all)))
  }).catch((cause: unknown) => {
    throw new DrillError('start-failed', `the container engine failed: ${(cause as Error).message}`, {
      cause,
    })
  })
  const failed = lines.find((line) => line.error)
  if (!failed) return
  const said = lines.flatMap((line) => line.stream?.trim() || []).slice(-8)
  throw new DrillError('start-failed', `the container engine failed: ${[failed.error, ...said].join('\n')}`)
}
