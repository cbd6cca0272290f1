import type { Reason } from '../../model/finding.ts'
import { placeAfter } from '../../model/in-time.ts'
import type { AttemptRecord } from '../../model/observed.ts'
import type { Plan } from '../../model/plan.ts'
import { clock, seconds } from '../../model/timing.ts'
import type { Verdict } from '../../model/words.ts'
import { allowedGapMs, unwatched } from './deadlines.ts'
import { cite, ownerOf, reason } from './reason.ts'
import { isDenial, type RevokedCase } from './revoked-case.ts'

type Check = (
  of: RevokedCase,
) => { verdict: Verdict; code: string; text: string; events: number[] } | undefined

const lateGrant: Check = ({ late, revoked, command, planned, deadlineMs, expiresMs }) => {
  const [first] = late
  if (!first) return undefined
  const denial = revoked.find(
    (entry) => isDenial(entry) && entry.beganMs >= command.beganMs && entry.endMs <= first.beganMs,
  )
  const events = cite([command, ...(denial ? [denial] : []), ...late])
  if (denial) {
    const text = `${planned.access} was denied at ${clock(denial.endMs)} and let in again at ${clock(first.beganMs)}: the revoked ${planned.what} came back.`
    return { verdict: 'failed', code: 'revived', text, events }
  }
  const ended = revoked.find((entry) => isDenial(entry) && entry.beganMs >= expiresMs)
  const only = ended ? ` Only its natural expiry at ${clock(expiresMs)} ended it.` : ''
  const text = `${planned.access} was still let in ${seconds(first.beganMs - command.endMs)} after its ${planned.what} was revoked (deadline ${clock(deadlineMs)}, ${late.length} grants after it).${only}`
  return { verdict: 'failed', code: 'granted-after-deadline', text, events }
}

const neverHad: Check = ({ planned, command, revoked, twin }) => {
  const had = (entries: readonly AttemptRecord[]) =>
    entries.some((entry) => entry.outcome === 'granted' && entry.endMs <= command.beganMs)
  const missing = [had(revoked) ? '' : planned.access, had(twin) ? '' : planned.twin].filter(Boolean)
  if (missing.length === 0) return undefined
  const text = `${missing.join(' and ')} had no access before the command, so a denial after it shows nothing.`
  return { verdict: 'inconclusive', code: 'not-granted-before', text, events: cite([command]) }
}

const twinDenied: Check = ({ planned, command, twin }) => {
  const denials = twin.filter(
    (entry) =>
      isDenial(entry) &&
      entry.beganMs >= command.beganMs &&
      entry.beganMs < (entry.expiresMs ?? Number.POSITIVE_INFINITY),
  )
  if (denials.length === 0) return undefined
  const text = `${planned.twin}, which nobody revoked, was denied too (first at ${clock(denials[0]?.beganMs ?? 0)}): the denial of ${planned.access} may have another cause.`
  return { verdict: 'inconclusive', code: 'twin-denied-too', text, events: cite([command, ...denials]) }
}

const deniedInTime: Check = ({ planned, command, stable, deadlineMs, expiresMs }) => {
  if (stable.some((entry) => entry.endMs <= deadlineMs && entry.endMs < expiresMs)) return undefined
  const [first] = stable
  const events = cite([command, ...stable.slice(0, 1)])
  if (!first)
    return {
      verdict: 'inconclusive',
      code: 'never-denied',
      text: `${planned.access} was never denied explicitly after the command.`,
      events,
    }
  if (first.endMs >= expiresMs)
    return {
      verdict: 'inconclusive',
      code: 'denied-only-by-expiry',
      text: `${planned.access} was denied only once its credential had expired by itself at ${clock(expiresMs)}.`,
      events,
    }
  const text = `The first lasting denial of ${planned.access} came at ${clock(first.endMs)}, after the deadline at ${clock(deadlineMs)}; what held before it is not known.`
  return { verdict: 'inconclusive', code: 'denied-too-late', text, events }
}

/** A denial counts only between two grants of the twin close to it. */
export function provenDenial({
  stable,
  twin,
  deadlineMs,
  expiresMs,
}: RevokedCase): AttemptRecord | undefined {
  const near = allowedGapMs(twin)
  const answers = twin.filter((entry) => entry.outcome === 'granted' || isDenial(entry))
  const isKept = (entry: AttemptRecord | undefined, distance: number) =>
    entry?.outcome === 'granted' && distance <= near
  return stable.find((denial) => {
    if (denial.endMs > deadlineMs || denial.endMs >= expiresMs) return false
    const place = placeAfter(answers, denial.beganMs)
    const [before, after] = [answers[place - 1], answers[place]]
    return (
      isKept(before, denial.beganMs - (before?.endMs ?? 0)) &&
      isKept(after, (after?.beganMs ?? 0) - denial.endMs)
    )
  })
}

const twinKept: Check = (of) => {
  if (provenDenial(of)) return undefined
  const text = `No grant of ${of.planned.twin} lies close before and after a denial of ${of.planned.access}: the denial may have another cause.`
  return {
    verdict: 'inconclusive',
    code: 'twin-not-observed',
    text,
    events: cite([of.command, ...of.stable.slice(0, 1)]),
  }
}

const watched: Check = ({ planned, revoked, stable, untilMs, command }) => {
  const [first] = stable
  const gap = unwatched(revoked, { fromMs: first?.endMs ?? command.endMs, toMs: untilMs })
  if (gap) {
    const text = `Nobody tried ${planned.access} from ${clock(gap.fromMs)} to ${clock(gap.toMs)}: it may have come back meanwhile.`
    return {
      verdict: 'inconclusive',
      code: 'not-watched',
      text,
      events: cite([command, ...stable.slice(0, 1)]),
    }
  }
  const last = stable.at(-1)
  if (last && untilMs - last.endMs <= allowedGapMs(revoked)) return undefined
  const text = `The denials of ${planned.access} do not go on to the end of the run.`
  return {
    verdict: 'inconclusive',
    code: 'denial-not-stable',
    text,
    events: cite([command, ...(last ? [last] : [])]),
  }
}

/** In this order: a failure outranks all doubts, and the first doubt explains the others. */
const checks: readonly Check[] = [lateGrant, neverHad, twinDenied, deniedInTime, twinKept, watched]

export function judgeCase(plan: Plan, of: RevokedCase): Reason {
  const { planned, command, stable } = of
  const subject = { access: planned.access, owner: ownerOf(plan, planned.access) }
  for (const check of checks) {
    const found = check(of)
    if (found) return reason(found.verdict, found.code, found.text, { ...subject, events: found.events })
  }
  const proof = provenDenial(of)
  const text = `${planned.access} was denied from ${clock(stable[0]?.beganMs ?? 0)} on, while ${planned.twin} was let in: the ${planned.what} of ${planned.identity} stayed revoked.`
  const events = cite([
    command,
    ...(of.lastGrant ? [of.lastGrant] : []),
    ...(proof ? [proof] : []),
    ...stable.slice(-1),
  ])
  return reason('passed', 'stayed-revoked', text, { ...subject, events })
}
