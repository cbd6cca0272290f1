import type { SeededDefect } from './cell.ts'

/**
 * What each seeded defect does to the scenarios that concern it: oracle → the code of the reason for which it fails, or
 * `inconclusive`. Whatever is not named passes; a scenario that is not named is not run. One row for each defect.
 */
export const defects: readonly SeededDefect[] = [
  {
    ...{ service: 'ledger', defect: 'fails-open-without-keys' },
    scenarios: {
      'idp-down': { 'fail-closed': 'granted-though-refused' },
      'cold-start-in-outage': { 'fail-closed': 'granted-though-refused' },
      'signing-key-unpublished': { 'fail-closed': 'granted-though-refused' },
    },
  },
  {
    ...{ service: 'ledger', defect: 'introspection-error-is-active' },
    scenarios: { 'idp-down': { 'fail-closed': 'granted-though-refused' } },
  },
  {
    ...{ service: 'ledger', defect: 'introspection-error-is-denial' },
    scenarios: { 'idp-slow': { 'session-continuity': 'ended-by-outage' } },
  },
  {
    ...{ service: 'machines', defect: 'keeps-dead-connection' },
    scenarios: { 'transport-broken': { recovery: 'not-granted' } },
  },
  {
    ...{ service: 'ledger', defect: 'introspection-cached' },
    scenarios: {
      'idp-down': { 'fail-closed': 'granted-though-refused', revocation: 'granted-after-deadline' },
    },
  },
  {
    ...{ service: 'ledger', defect: 'emergency-needs-idp' },
    scenarios: { 'idp-down': { 'fallback-access': 'not-granted' } },
  },
  {
    ...{ service: 'ledger', defect: 'emergency-one-approval' },
    scenarios: { 'idp-down': { 'fail-closed': 'control-granted' } },
  },
  {
    ...{ service: 'ledger', defect: 'emergency-survives-disarm' },
    scenarios: { 'idp-down': { revocation: 'granted-though-refused' } },
  },
  {
    ...{ service: 'ledger', defect: 'disarm-by-anyone' },
    scenarios: { 'idp-down': { 'fail-closed': 'control-granted' } },
  },
  {
    ...{ service: 'ledger', defect: 'alert-dropped' },
    scenarios: { 'idp-down': { 'fallback-access': 'alert-missing' } },
  },
  {
    ...{ service: 'ledger', defect: 'keys-pinned' },
    scenarios: { 'signing-key-rotation': { 'session-continuity': 'not-granted' } },
  },
  {
    ...{ service: 'ledger', defect: 'keys-kept' },
    scenarios: { 'signing-key-removed': { 'fail-closed': 'granted-though-refused' } },
  },
  {
    ...{ service: 'ledger', defect: 'keys-without-cooldown' },
    scenarios: { 'signing-key-removed': { 'fail-closed': 'control-granted' } },
  },
  {
    ...{ service: 'ledger', defect: 'denial-is-200' },
    scenarios: { 'signing-key-removed': { 'fail-closed': 'denial-answered-200' } },
  },
  {
    ...{ service: 'ledger', defect: 'needs-idp-to-start' },
    scenarios: { 'cold-start-in-outage': { 'session-continuity': 'not-granted' } },
  },
  {
    ...{ service: 'machines', defect: 'agent-keeps-token' },
    scenarios: { 'agents-in-idp-outage': { revocation: 'granted-though-refused' } },
  },
  {
    ...{ service: 'machines', defect: 'clock-ten-ahead' },
    scenarios: { 'jwt-client-clock': { 'session-continuity': 'not-granted' } },
  },
  {
    ...{ service: 'machines', defect: 'refresh-not-shared', always: true },
    scenarios: { 'parallel-agents': { 'session-continuity': 'not-granted' } },
  },
  {
    ...{ service: 'idp', defect: 'refresh-not-reusable', atFirstStart: true },
    scenarios: { 'parallel-agents': { 'session-continuity': 'not-granted' } },
  },
  {
    ...{ service: 'idp', defect: 'revoked-tokens-in-memory', atFirstStart: true },
    scenarios: { 'idp-restart': { revocation: 'revived' } },
  },
  {
    ...{ service: 'orders', defect: 'logout-never-reconciled' },
    scenarios: { 'lost-logout': { revocation: 'granted-after-deadline' } },
  },
  {
    ...{ service: 'ledger', defect: 'no-leeway', always: true },
    scenarios: { 'clock-off-by-a-second': { 'session-continuity': 'not-granted' } },
  },
  {
    ...{ service: 'ledger', defect: 'hour-of-leeway' },
    scenarios: { 'idp-clock-behind': { 'fail-closed': 'granted-though-refused' } },
  },
  {
    ...{ service: 'ledger', defect: 'no-token-age' },
    scenarios: { 'idp-clock-ahead': { 'fail-closed': 'granted-though-refused' } },
  },
  {
    ...{ service: 'ledger', defect: 'codes-reusable' },
    scenarios: { 'idp-clock-behind': { 'fail-closed': 'granted-though-refused' } },
  },
  {
    ...{ service: 'ledger', defect: 'times-unchecked' },
    scenarios: { 'service-clock-behind': { 'fail-closed': 'granted-though-refused' } },
  },
  {
    ...{ service: 'orders', defect: 'session-cached' },
    scenarios: { 'idp-down': { revocation: 'granted-after-deadline' } },
  },
  {
    ...{ service: 'orders', defect: 'sso-restores-session' },
    scenarios: { 'idp-down': { revocation: 'revived' } },
  },
  {
    ...{ service: 'orders', defect: 'drops-session-on-outage' },
    // The twin that revocation needs is lost with the others.
    scenarios: { 'idp-down': { 'session-continuity': 'ended-by-outage', revocation: 'inconclusive' } },
  },
  {
    ...{ service: 'gateway', defect: 'denylist-ignored' },
    scenarios: { 'idp-down': { revocation: 'granted-though-refused' } },
  },
  {
    ...{ service: 'ledger', defect: 'drops-request-id' },
    scenarios: { 'idp-down': { 'request-trail': 'trail-broken' } },
  },
  {
    ...{ service: 'ledger', defect: 'alerts-blame-tokens' },
    scenarios: { 'idp-down': { 'alert-layer': 'alert-names-wrong-layer' } },
  },
  {
    ...{ service: 'orders', defect: 'retries-without-pause' },
    scenarios: { 'idp-down': { 'retry-amplification': 'retry-storm' } },
  },
  {
    ...{ service: 'vault', defect: 'reissue-by-holder', atFirstStart: true },
    scenarios: { 'idp-down': { 'fail-closed': 'control-granted' } },
  },
  {
    ...{ service: 'machines', defect: 'drops-lease-on-outage' },
    scenarios: {
      'vault-sealed': { 'session-continuity': 'not-granted' },
      'vault-audit-blocked': { 'session-continuity': 'not-granted' },
      'vault-seal-key-gone': { 'session-continuity': 'not-granted' },
      'vault-unreachable': { 'session-continuity': 'not-granted' },
    },
  },
  {
    ...{ service: 'ledger', defect: 'emergency-needs-vault' },
    scenarios: { 'vault-unreachable': { 'fallback-access': 'not-granted' } },
  },
  {
    ...{ service: 'machines', defect: 'uses-secret-after-revocation' },
    scenarios: { 'lease-not-revoked': { revocation: 'granted-after-deadline' } },
  },
  {
    ...{ service: 'database', defect: 'keeps-sessions', atFirstStart: true },
    scenarios: { 'lease-not-revoked': { revocation: 'granted-though-refused' } },
  },
  {
    ...{ service: 'ledger', defect: 'trust-pinned' },
    scenarios: { 'ca-rotation': { 'session-continuity': 'not-granted' } },
  },
  {
    ...{ service: 'orders', defect: 'chain-not-reread' },
    scenarios: { 'ca-rotation': { recovery: 'not-granted' } },
  },
  {
    ...{ service: 'orders', defect: 'breaks-before-make' },
    scenarios: { 'ca-retired-early': { 'session-continuity': 'not-granted' } },
  },
  {
    ...{ service: 'ledger', defect: 'peers-checked-once' },
    scenarios: {
      'ca-distrusted': { 'fail-closed': 'granted-though-refused' },
      'certificate-expired': { 'fail-closed': 'granted-though-refused' },
    },
  },
  {
    ...{ service: 'ledger', defect: 'crl-fails-open' },
    scenarios: { 'crl-unreachable': { 'fail-closed': 'granted-though-refused' } },
  },
  {
    ...{ service: 'ledger', defect: 'revocation-unchecked' },
    // The list is asked neither for who was revoked nor for whether it can be had at all.
    scenarios: {
      'crl-unreachable': {
        'fail-closed': 'granted-though-refused',
        revocation: 'granted-after-deadline',
      },
    },
  },
]
