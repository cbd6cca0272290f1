import type { Outcome } from '../../harness/model/words.ts'
import { idpAway, moments, type World } from './synthetic-run.ts'

import { answering, both, change, from } from './worlds.ts'

export const control = (name: string, outcome: Outcome) =>
  change('control', (fact) =>
    fact.type === 'control' && fact.control === name ? { ...fact, outcome } : fact,
  )
export const session = ['app-session', 'reconnect']

/** Each defect, the one finding that it must turn to failed, and the word for why. */
export const defects: Record<string, [oracle: string, code: string, world: World]> = {
  'fails open without keys': [
    'fail-closed',
    'granted-though-refused',
    answering(['forged-token', 'expired-token'], from(moments.cut, moments.healed), 'granted'),
  ],
  'failed introspection counts as active': [
    'fail-closed',
    'granted-though-refused',
    answering(['token-introspected', 'revoked-person', 'revoked-person-twin'], idpAway, 'granted'),
  ],
  'revoked person let in only while the IdP restarts': [
    'fail-closed',
    'granted-unverified',
    answering(
      ['revoked-person', 'revoked-person-twin'],
      from(moments.restarting, moments.restarted),
      'granted',
    ),
  ],
  'revoked session honoured from a cache': [
    'revocation',
    'granted-after-deadline',
    answering(['revoked-session'], from(0), 'granted'),
  ],
  'deny-list ignored: ended by expiry only': [
    'revocation',
    'granted-after-deadline',
    {
      ...answering(['revoked-token'], from(0, 60_000), 'granted'),
      extra: (access) => (access === 'revoked-token' ? { expiresMs: 60_000 } : {}),
    },
  ],
  'killed session restored by the SSO cookie': [
    'revocation',
    'revived',
    answering(['revoked-session'], from(moments.healed + 1_000), 'granted'),
  ],
  'revoked person back after recovery': [
    'revocation',
    'granted-after-deadline',
    answering(['revoked-person'], (ms) => !idpAway(ms), 'granted'),
  ],
  'revoked person back after the restart': [
    'revocation',
    'revived',
    answering(['revoked-person'], from(moments.restarted), 'granted'),
  ],
  'session dropped in the outage': [
    'session-continuity',
    'not-granted',
    both(answering(session, from(30_000), 'challenged'), answering(['refresh'], from(30_000), 'denied')),
  ],
  'only the refresh ends the session': [
    'session-continuity',
    'ended-by-outage',
    answering(['refresh'], from(moments.cut), 'denied'),
  ],
  'the vault fails with the IdP': [
    'session-continuity',
    'not-granted',
    answering(['vault-read'], from(30_000, 50_000), 'unavailable'),
  ],
  'access lost before the fault': [
    'session-continuity',
    'not-granted',
    answering(['db-new'], from(5_000, 9_000), 'denied'),
  ],
  'break-glass needs the IdP': [
    'fallback-access',
    'not-granted',
    {
      ...answering(['emergency-armed', 'emergency-session'], idpAway, 'unavailable'),
      facts: control('out-of-scope', 'unavailable'),
    },
  ],
  'alert dropped': [
    'fallback-access',
    'alert-missing',
    {
      facts: change('alert', (fact) =>
        fact.type === 'alert' && fact.alert === 'emergency-used' ? { ...fact, ok: false } : fact,
      ),
    },
  ],
  'alert path dead': [
    'fallback-access',
    'alert-path-dead',
    {
      facts: change('alert', (fact) =>
        fact.type === 'alert' && fact.knownPositive ? { ...fact, ok: false } : fact,
      ),
    },
  ],
  'a client issues itself a secret': [
    'fail-closed',
    'control-granted',
    { facts: control('secret-reissued-by-its-holder', 'granted') },
  ],
  'one approval is enough': ['fail-closed', 'control-granted', { facts: control('one-approval', 'granted') }],
  'unarmed break-glass opens': [
    'fail-closed',
    'granted-though-refused',
    answering(['emergency-unarmed'], from(21_000, 24_000), 'granted'),
  ],
  'alive after disarm': [
    'revocation',
    'granted-though-refused',
    answering(['emergency-armed', 'emergency-session'], from(moments.armed), 'granted'),
  ],
  'key not rotated': [
    'revocation',
    'key-not-rotated',
    {
      facts: change('emergency.state', (fact) =>
        fact.type === 'emergency.state' ? { ...fact, generation: 1 } : fact,
      ),
    },
  ],
  'not sealed again': [
    'revocation',
    'not-resealed',
    {
      facts: change('emergency.state', (fact) =>
        fact.type === 'emergency.state' && fact.generation === 2 ? { ...fact, state: 'armed' } : fact,
      ),
    },
  ],
  'login does not come back': [
    'recovery',
    'not-granted',
    answering(['fresh-login'], from(moments.restarting), 'unavailable'),
  ],
  'session lost in recovery': [
    'recovery',
    'not-granted',
    answering(['app-session'], from(90_000), 'challenged'),
  ],
  'undo not read back as before': [
    'recovery',
    'undo-failed',
    {
      facts: change('undo.verified', (fact) =>
        fact.type === 'undo.verified' ? { ...fact, ok: false } : fact,
      ),
    },
  ],
}
