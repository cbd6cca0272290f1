import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'
import { drill } from '../command-line.ts'

/** Stacks that stay up for all drills of the lanes: bringing one up beside a drill would make its probes late. */
export const lanes = ['lane-1']

declare module 'vitest' {
  export interface ProvidedContext {
    home: string
  }
}

/** Brings up one stack per lane before the first test, and ends them after the last. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const home = mkdtempSync(join(tmpdir(), 'drill-lanes-'))
  const env = { DRILL_HOME: home }
  const downs = async () => {
    await Promise.all(lanes.map((lane) => drill(['down', '--stack', lane], env).ended))
    rmSync(home, { recursive: true, force: true })
  }
  // Every drill of the lanes is signed with it, as a user's own would be.
  await drill(['keys', 'new'], env).ended
  const ups = await Promise.all(
    lanes.map((lane) => drill(['up', '--stack', lane, '--driver', 'processes'], env).ended),
  )
  const failed = ups.find(({ code }) => code !== 0)
  if (failed) {
    await downs()
    throw new Error(`a stack did not come up:\n${failed.stderr}`)
  }
  project.provide('home', home)
  return downs
}
