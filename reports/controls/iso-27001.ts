import type { Framework } from './control.ts'

export const iso27001: Framework = {
  id: 'iso-27001',
  name: 'ISO/IEC 27001:2022',
  source: 'ISO/IEC 27001:2022, Annex A',
  controls: [
    {
      id: 'A.5.28',
      title: 'Collection of evidence',
      claims: [
        { needs: ['numbered'], text: 'The record was kept as it happened, and is numbered.' },
        { needs: ['plan-approved'], text: 'Signatures bind people to what was run.' },
      ],
      never: 'Evidence for courts: which rules apply there is not looked at.',
    },
    {
      id: 'A.5.29',
      title: 'Information security during disruption',
      claims: [
        { needs: ['revocation'], text: 'Revocation held during the disruption.' },
        { needs: ['fail-closed'], text: 'Access control stayed shut during the disruption.' },
      ],
      never: 'Disruptions other than the one that was injected.',
    },
    {
      id: 'A.5.30',
      title: 'ICT readiness for business continuity',
      claims: [
        { needs: ['fallback-access'], text: 'The fallback gave access when it was needed.' },
        { needs: ['session-continuity'], text: 'Work that was under way went on.' },
        { needs: ['objective'], text: 'Recovery met its objective.' },
      ],
      never: 'Business impact analysis and continuity strategy.',
    },
    {
      id: 'A.8.14',
      title: 'Redundancy of information processing facilities',
      claims: [{ needs: ['fallback-access'], text: 'A second way to access worked without the first.' }],
      partOnly: true,
      never: 'Redundant hardware, sites and networks.',
    },
  ],
}
