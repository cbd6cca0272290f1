import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import type { IncomingMessage } from 'node:http'
import { request } from 'node:https'
import { DrillError } from '../../model/error.ts'
import { trusting } from '../../model/mutual-tls.ts'
import type { Stack } from '../../stacks/stack.ts'

const patienceMs = 5_000

/** Has every service get a new certificate: what they got meanwhile would outlive the fault. Throws `undo-failed`. */
export async function renewedEverywhere(stack: Stack): Promise<void> {
  const services = trusting(stack.estate).filter((name) => Object.hasOwn(stack.estate.services, name))
  await Promise.all(services.map((name) => renewed(stack, name)))
}

async function renewed(stack: Stack, service: string): Promise<void> {
  const { host, address, port } = stack.behind(service)
  const authorization = `Bearer ${await stack.secret(`${service}-admin`)}`
  const sent = request({
    ...{ host: address, port, servername: host, agent: false, ca: readFileSync(stack.caFile) },
    ...{ method: 'POST', path: `/${service}/admin/certificate/renew` },
    headers: { host, authorization, 'user-agent': 'drill-canary' },
    signal: AbortSignal.timeout(patienceMs),
  })
  sent.end()
  const status = await once(sent, 'response').then(
    ([answer]: IncomingMessage[]) => answer?.statusCode,
    () => undefined,
  )
  sent.destroy()
  if (status === 200) return
  throw new DrillError('undo-failed', `${service} got no new certificate (${status ?? 'no answer'})`)
}
