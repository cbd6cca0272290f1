import type { Framework } from './control.ts'

export const nistCsf: Framework = {
  id: 'nist-csf',
  name: 'NIST Cybersecurity Framework 2.0',
  source: 'NIST CSWP 29, The NIST Cybersecurity Framework (CSF) 2.0, 26 February 2024',
  // Where 1.1 went stands in NIST's OSCAL catalog of 2.0, as withdrawn subcategories that were moved or incorporated.
  also: 'CSF 1.1',
  controls: [
    {
      id: 'ID.AM-02',
      also: 'ID.AM-2',
      title: 'Inventories of software, services, and systems managed by the organization are maintained',
      claims: [
        {
          needs: ['inventory'],
          text: 'The identities and runbooks under drill are declared with their owners.',
        },
      ],
      partOnly: true,
      never: 'That the inventory is complete: only what the estate file names was looked at.',
    },
    {
      id: 'ID.IM-02',
      also: 'ID.SC-5, PR.IP-10, DE.DP-3',
      title:
        'Improvements are identified from security tests and exercises, including those done in coordination with suppliers and relevant third parties',
      claims: [
        { needs: ['fault-proven'], text: 'An exercise ran on live services, and its fault was proven.' },
        { needs: ['follow-up'], text: 'Every weakness that it found has an owner and a date.' },
      ],
      never: 'That improvements were made: the next run shows it.',
    },
    {
      id: 'ID.IM-04',
      also: 'PR.IP-9, PR.IP-10',
      title:
        'Incident response plans and other cybersecurity plans that affect operations are established, communicated, maintained, and improved',
      claims: [
        {
          needs: ['runbook-followed', 'fallback-access'],
          text: 'The documented fallback was carried out by its runbook, and gave access.',
        },
      ],
      partOnly: true,
      never: 'That plans are communicated and kept up to date.',
    },
    {
      id: 'PR.AA-01',
      also: 'PR.AC-1',
      title:
        'Identities and credentials for authorized users, services, and hardware are managed by the organization',
      claims: [
        { needs: ['revocation'], text: 'Access was taken away in an outage, and stayed away.' },
        { needs: ['inventory'], text: 'Every identity under drill has a named owner.' },
      ],
      never: 'How identities are proofed and credentials issued.',
    },
    {
      id: 'PR.AA-03',
      also: 'PR.AC-3, PR.AC-7',
      title: 'Users, services, and hardware are authenticated',
      claims: [
        { needs: ['fail-closed'], text: 'Nobody got in just because the authority could not be asked.' },
        {
          needs: ['emergency-approved', 'refusals'],
          text: 'Emergency access took named approvals, and was refused without them.',
        },
      ],
      never: 'How strong the authenticators are.',
    },
    {
      id: 'PR.AA-05',
      also: 'PR.AC-1, PR.AC-3, PR.AC-4',
      title:
        'Access permissions, entitlements, and authorizations are defined in a policy, managed, enforced, and reviewed, and incorporate the principles of least privilege and separation of duties',
      claims: [
        { needs: ['refusals'], text: 'What must be refused was tried, and was refused.' },
        { needs: ['revocation'], text: 'Authorizations that were withdrawn were enforced at the resource.' },
      ],
      never: 'That entitlements are reviewed, and standing access is least privilege.',
    },
    {
      id: 'DE.CM-01',
      also: 'DE.CM-1, DE.CM-4, DE.CM-5, DE.CM-7',
      title: 'Networks and network services are monitored to find potentially adverse events',
      claims: [],
      never:
        'Monitoring of networks: the drill’s own witnesses are no part of it. See DE.CM-03 and DE.CM-09.',
    },
    {
      id: 'DE.CM-03',
      also: 'DE.CM-3, DE.CM-7',
      title: 'Personnel activity and technology usage are monitored to find potentially adverse events',
      claims: [{ needs: ['alerted'], text: 'The use of emergency access raised an alert that was seen.' }],
      partOnly: true,
      never: 'Monitoring of anything but emergency access.',
    },
    {
      id: 'DE.CM-09',
      also: 'PR.DS-6, PR.DS-8, DE.CM-4, DE.CM-5, DE.CM-7',
      title:
        'Computing hardware and software, runtime environments, and their data are monitored to find potentially adverse events',
      claims: [
        {
          needs: ['alerted'],
          text: 'The service that gives emergency access told somebody when it was used.',
        },
      ],
      partOnly: true,
      never: 'Monitoring of runtime environments at large, and what people made of the alert.',
    },
    {
      id: 'RC.RP-01',
      also: 'RC.RP-1',
      title:
        'The recovery portion of the incident response plan is executed once initiated from the incident response process',
      claims: [
        { needs: ['runbook-followed'], text: 'The runbook was carried out, each step with who and when.' },
        { needs: ['recovery'], text: 'What must work again worked again, in the time that was promised.' },
      ],
      never: 'Recovery from a cause that the drill did not inject.',
    },
    {
      id: 'RC.RP-05',
      also: 'none',
      title:
        'The integrity of restored assets is verified, systems and services are restored, and normal operating status is confirmed',
      claims: [
        {
          needs: ['recovery', 'fault-undone'],
          text: 'The fault was undone and read back; access was steady.',
        },
        { needs: ['objective'], text: 'Recovery was measured against the objective.' },
      ],
      never: 'The integrity of restored data.',
    },
    {
      id: 'RC.RP-06',
      also: 'none',
      title:
        'The end of incident recovery is declared based on criteria, and incident-related documentation is completed',
      claims: [
        { needs: ['recovery'], text: 'Criteria for the end were set before the drill, and were met.' },
        { needs: ['numbered'], text: 'The after-action record has a number in the ledger of all drills.' },
      ],
      never: 'That somebody declared the end who may.',
    },
  ],
}
