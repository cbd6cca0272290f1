import { DrillError } from '../../model/error.ts'
import { idpSessionOf, passwordOf } from '../web/sign-in.ts'
import { sessionShown } from '../web/visit.ts'
import type { Actor, Enter, Holding } from '../workload.ts'
import { launchChromium } from './chromium.ts'
import { undisturbed } from './page.ts'
import { jarWith, type Person, personOf, type Window } from './person.ts'
import { browserProbes } from './probes.ts'

/** A first login may meet an IdP that has shown no form yet. */
const firstLoginMs = 20_000

/** Starts a browser and logs in through the IdP's form; throws `stack-lost` when no session comes of it. */
export async function enterBrowserSession(
  { stack, signal }: Enter,
  { identity, every }: { identity: string; every: number },
): Promise<Actor> {
  const password = await passwordOf(stack, identity)
  const chromium = await launchChromium(stack, 'people')
  const person = personOf(stack, password, chromium)
  const leave = async (main?: Window) => {
    const cookies = (await main?.cookies().catch(() => [])) ?? []
    await Promise.all([person.leave(jarWith(cookies)), chromium.close()])
  }
  // An abort while it enters ends the browser, and with it whatever is waited for.
  const abort = () => void chromium.close()
  signal.addEventListener('abort', abort, { once: true })
  try {
    const main = await person.firstWindow()
    const [holdings, sso, fresh] = await Promise.all([
      firstLogin(person, main, identity, signal),
      person.newWindow(),
      person.newWindow(),
    ])
    return {
      name: identity,
      probes: browserProbes(person, { main, sso, fresh }, every),
      holding: (of, what) => (of === identity ? holdings.find((held) => held.what === what) : undefined),
      leave: () => leave(main),
    }
  } catch (error) {
    await leave()
    throw error
  } finally {
    signal.removeEventListener('abort', abort)
  }
}

async function firstLogin(
  person: Person,
  main: Window,
  identity: string,
  signal: AbortSignal,
): Promise<Holding[]> {
  const limit = AbortSignal.any([signal, AbortSignal.timeout(firstLoginMs)])
  const { outcome, status } = await undisturbed(limit, async () => {
    await main.forget()
    return person.logInFresh(main, firstLoginMs)
  })
  if (outcome !== 'granted')
    throw new DrillError('stack-lost', `${identity} got no session at orders: ${outcome}, status ${status}`)
  const jar = jarWith(await main.cookies())
  const idpSession = await idpSessionOf({ caller: person.people, jar }, signal)
  return [
    { what: 'app-session', id: sessionShown(await main.page.content()) ?? '' },
    { what: 'idp-session', id: idpSession },
  ]
}
