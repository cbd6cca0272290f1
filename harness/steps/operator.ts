import { type Dispatcher, request } from 'undici'
import { dispatcherFor } from '../stacks/dial.ts'
import type { Stack } from '../stacks/stack.ts'
import { StepCut } from './step.ts'

export interface Command {
  readonly method?: 'GET' | 'POST' | 'PUT' | 'DELETE'
  readonly path: string
  readonly headers?: Readonly<Record<string, string>>
  readonly json?: unknown
  readonly form?: Readonly<Record<string, string>>
  /** Statuses that are no error although they are none of success: 404 where what was to end is gone. */
  readonly accept?: readonly number[]
}

/** A service as the operator reaches it: over the proxied edge, which a fault may have cut. */
export interface Operated {
  /** Throws `StepCut` when the service does not answer or cannot (5xx), and an Error that names path and status otherwise. */
  send(command: Command): Promise<unknown>
}

const patienceMs = 3_000

/** Calls a service as the operator for as long as `work` lasts. */
export async function asOperator<T>(
  stack: Stack,
  callee: string,
  signal: AbortSignal,
  work: (service: Operated) => Promise<T>,
): Promise<T> {
  const dispatcher = dispatcherFor(stack, 'operator', { timeoutMs: patienceMs })
  const { host, port } = stack.endpoint('operator', callee)
  try {
    return await work({
      send: async (command) => {
        const limit = AbortSignal.any([signal, AbortSignal.timeout(patienceMs)])
        const url = new URL(command.path, `https://${host}:${port}`)
        const { status, text } = await answered(callee, url, command, dispatcher, limit)
        if (status >= 500) throw new StepCut(`${callee} answered ${status}`)
        if (status >= 400 && !command.accept?.includes(status))
          throw new Error(`${callee} answered ${status} to ${command.method ?? 'GET'} ${url.pathname}`)
        return bodyOf(text)
      },
    })
  } finally {
    await dispatcher.destroy()
  }
}

async function answered(
  callee: string,
  url: URL,
  command: Command,
  dispatcher: Dispatcher,
  signal: AbortSignal,
) {
  const { method = 'GET', headers = {}, json, form } = command
  const body = form
    ? new URLSearchParams(form).toString()
    : json === undefined
      ? undefined
      : JSON.stringify(json)
  const type = form ? 'application/x-www-form-urlencoded' : 'application/json'
  const sent = {
    'user-agent': 'drill-operator',
    ...(body === undefined ? {} : { 'content-type': type }),
    ...headers,
  }
  try {
    const response = await request(url, { method, dispatcher, signal, headers: sent, body })
    return { status: response.statusCode, text: await response.body.text() }
  } catch {
    // Nothing of the cause is kept: it may hold what was sent.
    throw new StepCut(`${callee} does not answer the operator`)
  }
}

function bodyOf(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return undefined
  }
}
