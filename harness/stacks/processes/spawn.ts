import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, openSync } from 'node:fs'
import { crashPoint } from '../../model/crash-point.ts'
import { DrillError } from '../../model/error.ts'
import { processId } from '../../model/process.ts'
import type { Layout } from '../layout.ts'
import { appendStarted, type StartedProcess } from '../started.ts'
import { partVariable } from './tree.ts'

/** Of the user's own environment only what says where programs and words are: nothing of it may steer a server. */
const inherited = ['PATH', 'LANG', 'LC_ALL', 'TZ', 'TMPDIR']

/** Starts a part detached, its output in files, so that it outlives this process; notes it before anything else. */
export async function spawnPart(
  layout: Layout,
  service: string,
  how: { command: readonly string[]; env: Readonly<Record<string, string>>; cwd: string },
): Promise<StartedProcess> {
  const dir = layout.serviceDir(service)
  const kept = inherited.flatMap((name) =>
    process.env[name] === undefined ? [] : [[name, process.env[name]]],
  )
  const out = openSync(layout.stdout(service), 'a', 0o600)
  const err = openSync(layout.stderr(service), 'a', 0o600)
  const [file = '', ...args] = how.command
  try {
    crashPoint('before', 'part.started')
    const child = spawn(file, args, {
      cwd: how.cwd,
      env: { ...Object.fromEntries(kept), HOME: dir, ...how.env, [partVariable]: dir },
      detached: true,
      stdio: ['ignore', out, err],
    })
    if (child.pid === undefined) await once(child, 'spawn')
    crashPoint('after', 'part.started')
    const started = noted(layout, service, child.pid ?? 0)
    child.unref()
    return started
  } catch (cause) {
    throw new DrillError('start-failed', `${service}: ${file} cannot be started`, { cause })
  } finally {
    closeSync(out)
    closeSync(err)
  }
}

function noted(layout: Layout, service: string, pid: number): StartedProcess {
  const started = { service, ...processId(pid) }
  appendStarted(layout.started, started)
  return started
}
