import { existsSync } from 'node:fs'
import { basename, dirname } from 'node:path'
import { engineClient, engineUnavailable } from '../../setup/engine-client.ts'
import { stacksOn } from '../../stacks/containers/labels.ts'
import { layoutOf, stacksHome } from '../../stacks/layout.ts'
import { allProcesses, startedWith } from '../../stacks/processes/proc.ts'
import { partVariable } from '../../stacks/processes/tree.ts'
import type { Examination, Found } from './examination.ts'

const area = 'strays'

/** Processes, containers and networks of stacks whose folder is gone: no file names them any more. */
export const strays: Examination = async () => {
  const found = [...processes(), ...(await onEngine())]
  return found.length > 0 ? found : [{ area, name: 'strays', state: 'fine', text: 'none' }]
}

function processes(): Found[] {
  const carried = allProcesses().flatMap(({ pid }) => {
    const dir = startedWith(pid, partVariable)
    return dir !== undefined && dirname(dirname(dir)) === stacksHome() ? [{ pid, stack: dirname(dir) }] : []
  })
  const homeless = Map.groupBy(
    carried.filter(({ stack }) => !existsSync(stack)),
    ({ stack }) => basename(stack),
  )
  return [...homeless].map(([name, members]) =>
    left(name, `${members.length} processes without a stack: ${members.map(({ pid }) => pid).join(', ')}`),
  )
}

async function onEngine(): Promise<Found[]> {
  if ((await engineUnavailable()) !== undefined) return []
  const { dockerode } = (await engineClient()).container
  const names = [...(await stacksOn(dockerode))].filter((name) => !existsSync(layoutOf(name).dir))
  return names.map((name) => left(name, 'containers or networks without a stack'))
}

const left = (name: string, text: string): Found => ({
  ...{ area, name, state: 'left', text },
  next: `\`npx drill down --stack ${name}\``,
})
