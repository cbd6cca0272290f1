import { DrillError } from '../../model/error.ts'
import { callerOf } from '../../workloads/web/caller.ts'
import { passwordOf, signIn, signOut } from '../../workloads/web/sign-in.ts'
import type { Prepare } from '../case.ts'
import { checksOf, inWords } from '../tokens.ts'
import { ofVerifier, windowOf } from '../window.ts'

/** A login ends at the application, which checks the times of the ID token by its own clock. An ID token serves once: none is too late. */
export const freshLogin: Prepare = async ({ stack, setTo, lateMs, signal }) => {
  const { estate } = stack
  const [name] =
    Object.entries(estate.identities).find(
      ([, { kind, client, secret }]) =>
        kind === 'person' && secret && client !== undefined && estate.services[client],
    ) ?? []
  const service = name && estate.identities[name]?.client
  const lifeMs = estate.lifetimes['access-token']?.drill
  if (!name || !service || lifeMs === undefined) return []
  const checks = { ...checksOf(estate, service), maxAgeMs: undefined }
  const life = { bornMs: 0, endMs: lifeMs }
  const caller = callerOf(stack, 'people')
  const password = await passwordOf(stack, name)
  return [
    {
      ...{ service, access: 'fresh-login', limitMs: 900_000, strideMs: 300_000 },
      because: `ID token of ${lifeMs / 1_000} s, ${inWords(checks)}`,
      predicted: ofVerifier(life, windowOf(life, checks), lateMs).filter(({ kind }) => kind === 'too-early'),
      async granted(_kind, driftMs) {
        await setTo(service, Date.now() + driftMs)
        try {
          const visitor = await signIn(caller, password, signal)
          await setTo(service, Date.now())
          await signOut(stack, visitor, signal)
          return true
        } catch (error) {
          // It came to the end of the way in, and was given no session.
          if (error instanceof DrillError && error.code === 'stack-lost') return false
          throw error
        }
      },
      leave: () => caller.close(),
    },
  ]
}
