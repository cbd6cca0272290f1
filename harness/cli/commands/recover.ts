import { existsSync, readdirSync } from 'node:fs'
import { recover as recoverStack } from '../../engine/recover.ts'
import { layoutOf, stacksHome } from '../../stacks/layout.ts'
import { orphaned } from '../../stacks/owner.ts'
import type { StackDriver } from '../../stacks/stack.ts'
import { command } from '../command.ts'
import { exitCodes } from '../exit.ts'
import type { Output } from '../output.ts'
import { attachWarm } from '../stack-session.ts'
import { catalog, drivers } from '../wiring.ts'

export const recover = command({
  positionals: {},
  options: { stack: { type: 'string', describe: 'Only this stack' } },
  async run({ stack }, output) {
    const all = await drivers()
    const names = stack ? [stack] : existsSync(stacksHome()) ? readdirSync(stacksHome()) : []
    const recovered: Awaited<ReturnType<typeof recoverOne>>[] = []
    for (const name of names) recovered.push(await recoverOne(all, name, output))
    output.result(recovered, () =>
      recovered.length === 0
        ? 'nothing to recover'
        : recovered
            .map(({ stack: name, did }) => `${name}: ${did.join(', ') || 'nothing to undo'}`)
            .join('\n'),
    )
    return exitCodes.passed
  },
})

/** Undoes what is open on one stack; a stack whose run died is then ended, a warm one stays. */
async function recoverOne(
  all: readonly StackDriver[],
  name: string,
  output: Output,
): Promise<{ stack: string; did: string[] }> {
  const did: string[] = []
  const orphan = orphaned(layoutOf(name).dir)
  const there = await attachWarm(all, name)
  if (there) {
    const recovering = recoverStack(there.stack, await catalog(), (text) => output.note(text))
    // The stack of a run that died ends whatever stays on it: nothing may keep it from being ended.
    const done = orphan
      ? await recovering.catch((error: Error) => output.note(error.message))
      : await recovering
    const { undone = [], started = [] } = done ?? {}
    did.push(...undone.map((text) => `undone ${text}`), ...started.map((service) => `started ${service}`))
  }
  if (orphan) {
    for (const driver of all) if (!(await driver.unavailable())) await driver.sweep(name)
    did.push('ended the stack of a run that died')
  }
  return { stack: name, did }
}
