import { BlockList } from 'node:net'
import type { Target } from '../model/target.ts'
import type { Endpoint } from '../stacks/stack.ts'
import type { Guard, OnStack, Refusal } from './guard.ts'

/** Where stacks that the harness makes itself live: loopback, and container networks of their own. */
const own = new BlockList()
own.addSubnet('127.0.0.0', 8)
own.addSubnet('10.0.0.0', 8)

/** Default-deny: a stack that the harness made and will remove, or what somebody has named. */
export const allowedTarget: Guard = {
  name: 'allowed-target',
  summary:
    'The stack is disposable, or stands in the list of targets with its hosts, its owner and its last day.',
  async onStack(situation) {
    const { stack, estate, targets } = situation
    if (stack.disposable) return straying(situation)
    const named = targets.find((target) => target.estate === estate.estate)
    if (!named)
      return {
        why: `the harness did not make ${estate.estate}, and no list of targets names it`,
        next: 'Name it in a file, and give that with --targets or DRILL_TARGETS; docs/safety.md shows one.',
      }
    return unfit(situation, named)
  },
}

/** A disposable stack leads nowhere but to itself. */
function straying({ stack }: OnStack): Refusal | undefined {
  const away = Object.keys(stack.estate.services).find((service) => !own.check(stack.behind(service).address))
  if (away === undefined) return undefined
  return {
    why: `${away} stands at ${stack.behind(away).address}, where no stack of the harness's own can be`,
    next: 'Name the estate in a list of targets.',
  }
}

function unfit({ stack, estate, now }: OnStack, { services, until, owner }: Target): Refusal | undefined {
  const ask = `Ask ${owner}, who allowed it.`
  if (now.toISOString().slice(0, 10) > until)
    return { why: `${estate.estate} could be drilled until ${until}`, next: ask }
  if (!estate.limits?.['blast-radius'])
    return {
      why: `${estate.estate} was not made by the harness, and sets no blast radius`,
      next: 'Set limits.blast-radius in the estate.',
    }
  for (const service of Object.keys(stack.estate.services)) {
    const named = Object.hasOwn(services, service) ? services[service] : undefined
    if (!named) return { why: `${service} of ${estate.estate} is not among the targets`, next: ask }
    const is: Endpoint = stack.behind(service)
    if (is.host !== named.host || is.port !== named.port)
      return {
        why: `${service} is ${is.host}:${is.port}, and ${named.host}:${named.port} may be drilled`,
        next: ask,
      }
  }
  return undefined
}
