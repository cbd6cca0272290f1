import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { attachWarm } from '../../../harness/cli/stack-session.ts'
import { drivers } from '../../../harness/cli/wiring.ts'
import { layoutOf } from '../../../harness/stacks/layout.ts'
import type { Heard } from '../../canary/heard.ts'

const hook = pathToFileURL(join(import.meta.dirname, '../../canary/listening.ts')).href

/** Variables that make a Node process write down what it sends and is sent. */
export const hearing = (file: string) => ({ NODE_OPTIONS: `--import=${hook}`, DRILL_HEARD: file })

export function heardIn(file: string): Heard[] {
  return readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Heard)
}

/** Starts services of a stack again so that they write down what they hear; gives the way back. */
export async function heard(
  lane: string,
  services: readonly string[],
  file: string,
): Promise<() => Promise<void>> {
  const found = await attachWarm(await drivers(), lane)
  if (!found) throw new Error(`the stack ${lane} is not up`)
  const { stack } = found
  const anew = async (service: string, change: (env: Record<string, string>) => void) => {
    const launch = layoutOf(lane).launch(service)
    const how = JSON.parse(readFileSync(launch, 'utf8')) as { env: Record<string, string> }
    change(how.env)
    writeFileSync(launch, JSON.stringify(how))
    await stack.kill(service)
    await stack.start(service)
  }
  for (const service of services) await anew(service, (env) => Object.assign(env, hearing(file)))
  return async () => {
    for (const service of services)
      await anew(service, (env) => {
        for (const name of Object.keys(hearing(file))) delete env[name]
      })
  }
}
