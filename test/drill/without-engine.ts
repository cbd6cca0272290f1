import { engineUnavailable } from '../../harness/setup/engine-client.ts'

/**
 * Why nothing can be tried in containers here, said aloud; undefined where an engine answers. A pipeline always has
 * one: there its absence is a failure. `npm run setup -- --containers` installs and starts one.
 */
export async function withoutEngine(): Promise<string | undefined> {
  const why = await engineUnavailable()
  if (!why) return undefined
  if (process.env.CI) throw new Error(`nothing could be tried in containers: ${why}`)
  console.warn(`NOT TRIED in containers: ${why}`)
  return why
}
