import { control } from './seeded-worlds.ts'
import { moments, type World } from './synthetic-run.ts'
import { answering, change, from } from './worlds.ts'

export const doubts: Record<string, [oracle: string, code: string, world: World]> = {
  'twin denied too': [
    'revocation',
    'twin-denied-too',
    answering(['revoked-token-twin'], from(30_000), 'denied'),
  ],
  'twin never seen': [
    'revocation',
    'not-granted-before',
    answering(['revoked-token-twin'], from(0), 'indeterminate'),
  ],
  'twin not seen again': [
    'revocation',
    'twin-not-observed',
    answering(['revoked-token-twin'], from(moments.tokenRevoked), 'indeterminate'),
  ],
  'never denied explicitly': [
    'revocation',
    'never-denied',
    answering(['revoked-session'], from(34_000), 'unavailable'),
  ],
  'denied only once expired': [
    'revocation',
    'denied-only-by-expiry',
    { extra: (access) => (access.startsWith('revoked-token') ? { expiresMs: 30_000 } : {}) },
  ],
  'denied late, open until then is not known': [
    'revocation',
    'denied-too-late',
    answering(['revoked-session'], from(34_000, 45_000), 'unavailable'),
  ],
  'not tried for a while': [
    'revocation',
    'not-watched',
    answering(['revoked-token'], from(50_000, 60_000), 'indeterminate'),
  ],
  'not denied to the end': [
    'revocation',
    'denial-not-stable',
    answering(['revoked-session'], from(110_000), 'unavailable'),
  ],
  'command never got through': [
    'revocation',
    'not-commanded',
    {
      facts: change('step.ended', (fact) =>
        fact.type === 'step.ended' && fact.step === 'revoke-2' ? { ...fact, ok: false } : fact,
      ),
    },
  ],
  'disarm not done': [
    'revocation',
    'not-disarmed',
    {
      facts: change('step.ended', (fact) =>
        fact.type === 'step.ended' && fact.step === 'disarm-6' ? undefined : fact,
      ),
    },
  ],
  'seal not seen': ['revocation', 'seal-not-observed', { facts: change('emergency.state', () => undefined) }],
  'an unavailable is no denial': [
    'revocation',
    'not-denied-explicitly',
    answering(['revoked-token'], from(70_000, 70_500), 'unavailable'),
  ],
  'no controls tried': ['fail-closed', 'controls-not-tried', { facts: change('control', () => undefined) }],
  'only the vault’s control tried': [
    'fail-closed',
    'controls-not-tried',
    {
      facts: change('control', (fact) =>
        fact.type === 'control' && fact.control === 'secret-reissued-by-its-holder' ? fact : undefined,
      ),
    },
  ],
  'a control without an answer': [
    'fail-closed',
    'control-unanswered',
    { facts: control('one-approval', 'indeterminate') },
  ],
  'a class never tried': [
    'session-continuity',
    'nothing-observed',
    answering(['app-session'], from(20_000, 80_000), 'indeterminate'),
  ],
  'a class never tried afterwards': [
    'recovery',
    'nothing-observed',
    answering(['db-new'], from(100_000), 'indeterminate'),
  ],
  'nobody looked for alerts': [
    'fallback-access',
    'alert-not-observed',
    { facts: change('alert', (fact) => (fact.type === 'alert' && !fact.knownPositive ? undefined : fact)) },
  ],
  'alert path not tried': [
    'fallback-access',
    'alert-path-not-tried',
    { facts: change('alert', (fact) => (fact.type === 'alert' && fact.knownPositive ? undefined : fact)) },
  ],
  'armed before the outage': [
    'fallback-access',
    'armed-outside-outage',
    {
      facts: change('step.ended', (fact) =>
        fact.type === 'step.ended' && fact.step === 'arm-4'
          ? { ...fact, beganMs: 10_000, endMs: 10_200 }
          : fact,
      ),
    },
  ],
  'nobody read the undo back': [
    'recovery',
    'undo-not-verified',
    { facts: change('undo.verified', () => undefined) },
  ],
}
