import { once } from 'node:events'
import { connect } from 'node:net'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { DrillError } from '../model/error.ts'
import { type Estate, serviceOf } from '../model/estate.ts'
import type { Layout } from './layout.ts'

const limitMs = 5_000

/** Sends one command to the gateway's admin socket and returns its reply. Throws `stack-lost` without an answer. */
export async function gatewayCommand(estate: Estate, layout: Layout, command: string): Promise<string> {
  const service = serviceOf(estate, 'gateway')
  if (!service) throw new DrillError('bad-input', 'the estate has no gateway')
  const path = join(layout.serviceDir(service), 'admin.sock')
  const socket = connect({ path, signal: AbortSignal.timeout(limitMs) })
  try {
    await once(socket, 'connect')
    // HAProxy answers and closes; closing our side first would make some versions drop the answer.
    socket.write(`${command}\n`)
    return await text(socket)
  } catch (cause) {
    throw new DrillError('stack-lost', `the gateway does not answer at ${path}`, { cause })
  } finally {
    socket.destroy()
  }
}
