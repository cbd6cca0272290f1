import type { Framework } from './control.ts'

export const nist80053: Framework = {
  id: 'nist-800-53',
  name: 'NIST SP 800-53 Revision 5',
  source: 'NIST SP 800-53 Rev. 5, Security and Privacy Controls for Information Systems and Organizations',
  controls: [
    {
      id: 'AC-2(2)',
      title: 'Account Management | Automated Temporary and Emergency Account Management',
      claims: [
        {
          needs: ['emergency-ended'],
          text: 'Emergency access ended as declared, and was refused afterwards.',
        },
        { needs: ['emergency-approved'], text: 'Emergency access was opened by named approvers.' },
      ],
      never: 'Temporary accounts other than those of the drill.',
    },
    {
      id: 'AU-10',
      title: 'Non-repudiation',
      claims: [
        { needs: ['plan-approved'], text: 'Approvers signed the digest of the plan with keys of their own.' },
        { needs: ['numbered'], text: 'Each statement names the one before it.' },
      ],
      never: 'Completeness without an anchor outside: see what verification prints.',
    },
    {
      id: 'CP-2',
      title: 'Contingency Plan',
      claims: [
        {
          needs: ['inventory', 'runbook-followed'],
          text: 'Fallback, runbook and accountable people are named.',
        },
        {
          needs: ['objective'],
          text: 'A recovery objective is set for a named critical function, and was met.',
        },
      ],
      partOnly: true,
      never: 'That the contingency plan is complete, distributed and reviewed.',
    },
    {
      id: 'CP-4',
      title: 'Contingency Plan Testing',
      claims: [
        { needs: ['fault-proven'], text: 'The plan was tested against an outage that was proven.' },
        { needs: ['fallback-access'], text: 'The fallback was effective.' },
        {
          needs: ['follow-up'],
          text: 'Corrective actions were started: each finding has an owner and a date.',
        },
      ],
      never: 'Parts of the contingency plan that this scenario does not touch.',
    },
    {
      id: 'CP-4(1)',
      title: 'Contingency Plan Testing | Coordinate with Related Plans',
      claims: [
        {
          needs: ['people-took-part', 'plan-approved'],
          text: 'People of the roster took part in what their approvers had signed.',
        },
      ],
      never: 'Coordination with plans that the scenario does not name.',
    },
    {
      id: 'CP-10',
      title: 'System Recovery and Reconstitution',
      claims: [
        {
          needs: ['recovery', 'fault-undone'],
          text: 'Service was back to a known state in the promised time.',
        },
        { needs: ['objective'], text: 'Recovery met its objective.' },
      ],
      never: 'Reconstitution from backups.',
    },
    {
      id: 'IA-5',
      title: 'Authenticator Management',
      claims: [
        { needs: ['revocation'], text: 'Revoked authenticators were refused, in the outage and after it.' },
        { needs: ['key-rotated'], text: 'The emergency key was rotated or sealed again after use.' },
        { needs: ['lifetimes'], text: 'Lifetimes are declared, and which of them the drill crossed.' },
      ],
      partOnly: true,
      never: 'Distribution, strength and protection of authenticators.',
    },
    {
      id: 'IR-3',
      title: 'Incident Response Testing',
      claims: [
        {
          needs: ['fault-proven', 'runbook-followed'],
          text: 'The response was tested step by step in an outage.',
        },
        { needs: ['alerted'], text: 'The alert path was tried with a known positive, and reached somebody.' },
      ],
      never: 'Response to incidents of another kind.',
    },
  ],
}
