import { type Dispatcher, request } from 'undici'
import { type Failure, type Reach, sentenceOf } from '../clients/reach.ts'
import { dispatcherFor } from '../stacks/dial.ts'
import type { Stack } from '../stacks/stack.ts'
import { StepCut } from './step.ts'

export interface Command {
  readonly method?: 'GET' | 'POST' | 'PUT' | 'DELETE'
  readonly path: string
  readonly headers?: Readonly<Record<string, string>>
  readonly json?: unknown
  readonly form?: Readonly<Record<string, string>>
}

/** A service as the operator reaches it: over the proxied edge, which a fault may have cut. */
export interface Operated {
  /** Throws `StepCut` when the service does not answer or cannot (5xx), and an Error that names path and status otherwise. */
  send(command: Command): Promise<unknown>
  /** The same way and the same errors, for a client of the service's API. */
  readonly reach: Reach
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
  const origin = `https://${host}:${port}`
  const failed = (failure: Failure) => refusalOf(callee, failure)
  try {
    return await work({
      reach: { origin, dispatcher, caller: 'operator', signal, failed },
      send: async (command) => {
        const limit = AbortSignal.any([signal, AbortSignal.timeout(patienceMs)])
        const url = new URL(command.path, origin)
        const { status, text } = await answered(callee, url, command, dispatcher, limit)
        if (status >= 400) throw failed({ status, method: command.method ?? 'GET', path: url.pathname })
        return bodyOf(text)
      },
    })
  } finally {
    await dispatcher.destroy()
  }
}

function refusalOf(callee: string, failure: Failure): Error {
  const { status } = failure
  if (status === undefined) return new StepCut(`${callee} does not answer the operator`)
  return status >= 500 ? new StepCut(`${callee} answered ${status}`) : new Error(sentenceOf(callee, failure))
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
