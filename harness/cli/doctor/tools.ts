import { executable, findTool } from '../../setup/places.ts'
import { toolReport } from '../../setup/report.ts'
import { optionalTools, type ToolName } from '../../setup/tools.ts'
import type { Examination, Found, NeededBy } from './examination.ts'

/** Browsers run on the host with either driver; `services` are in the images. */
const onHost: readonly ToolName[] = ['chromium', 'certutil', 'node']

/** What a drill cannot do then. */
const without = 'not installed: no clock can be moved with the driver processes'

/** Programs of the system that the harness itself calls. */
const system: Readonly<Record<string, readonly NeededBy[]>> = {
  flock: ['any'],
  unshare: ['processes'],
  setpriv: ['processes'],
}

/** Tools with their versions and where they come from. */
export const tools: Examination = async () => [...installed(), ...ofSystem()]

function installed(): Found[] {
  return toolReport().map(({ name, version, path, how }) => {
    const optional = optionalTools.includes(name)
    const neededBy: readonly NeededBy[] = optional ? [] : onHost.includes(name) ? ['any'] : ['processes']
    if (path !== undefined) return { area: 'tools', name, state: 'fine', text: `${version} (${how})` }
    const next = name === 'services' ? '`npm run build`' : `\`npx drill setup\` (${how})`
    return {
      area: 'tools',
      name,
      state: 'missing',
      neededBy,
      text: optional ? without : 'not installed',
      next,
    }
  })
}

function ofSystem(): Found[] {
  return Object.entries(system).map(([name, neededBy]) => {
    const path = executable(name)
    if (path !== undefined) return { area: 'tools', name, state: 'fine', text: path }
    const next = `install \`${name}\` (package util-linux)`
    return { area: 'tools', name, state: 'missing', neededBy, text: 'not on PATH', next }
  })
}

/** The tools that something else is made with, or undefined while one of them is missing. */
export function pathsOf<const N extends ToolName>(names: readonly N[]): Record<N, string> | undefined {
  const paths = names.map((name) => [name, findTool(name)] as const)
  return paths.every(([, path]) => path !== undefined)
    ? (Object.fromEntries(paths) as Record<N, string>)
    : undefined
}
