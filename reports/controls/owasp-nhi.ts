import type { Framework } from './control.ts'

export const owaspNhi: Framework = {
  id: 'owasp-nhi',
  name: 'OWASP Non-Human Identities Top 10, 2025',
  source: 'OWASP Non-Human Identities Top 10, 2025; mapped by the official titles',
  also: 'as articles cite it',
  controls: [
    {
      id: 'NHI1:2025',
      also: 'NHI-01 (ownership and life cycle), NHI-06 (unclear ownership)',
      title: 'Improper Offboarding',
      claims: [
        {
          needs: ['machine-revoked', 'revocation'],
          text: 'A machine’s credential was withdrawn, and stayed dead.',
        },
        { needs: ['inventory'], text: 'Every machine identity under drill has a named owner.' },
      ],
      never: 'Machine identities that the estate does not name.',
    },
    {
      id: 'NHI2:2025',
      title: 'Secret Leakage',
      claims: [],
      never: 'Leaks: the drill does not look for secrets in the estate.',
    },
    {
      id: 'NHI3:2025',
      title: 'Vulnerable Third-Party NHI',
      claims: [],
      never: 'Third parties: none takes part.',
    },
    {
      id: 'NHI4:2025',
      title: 'Insecure Authentication',
      claims: [
        { needs: ['impostor-refused'], text: 'Forged, expired and misdirected tokens were refused.' },
        { needs: ['fail-closed'], text: 'Authentication did not fail open.' },
      ],
      never: 'Methods of authentication that no workload uses.',
    },
    {
      id: 'NHI5:2025',
      title: 'Overprivileged NHI',
      claims: [],
      never: 'Privileges of machine identities: the drill uses what they have and does not review it.',
    },
    {
      id: 'NHI6:2025',
      title: 'Insecure Cloud Deployment Configurations',
      claims: [],
      never: 'Deployment pipelines and cloud configuration.',
    },
    {
      id: 'NHI7:2025',
      also: 'NHI-03 (credential rotation)',
      title: 'Long-Lived Secrets',
      claims: [
        { needs: ['lifetimes'], text: 'Lifetimes are declared against production, with those that ran out.' },
        { needs: ['key-rotated'], text: 'The emergency key did not outlive its use.' },
      ],
      never: 'Age of secrets that did not come up in the drill.',
    },
    {
      id: 'NHI8:2025',
      title: 'Environment Isolation',
      claims: [],
      never: 'Isolation of test from production.',
    },
    {
      id: 'NHI9:2025',
      also: 'NHI-08 (shared identities widen the blast radius)',
      title: 'NHI Reuse',
      claims: [],
      never: 'Whether one identity serves several workloads.',
    },
    {
      id: 'NHI10:2025',
      title: 'Human Use of NHI',
      claims: [],
      never: 'People who use machine identities.',
    },
  ],
}
