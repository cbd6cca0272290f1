import type { Framework } from './control.ts'

export const dora: Framework = {
  id: 'dora',
  name: 'DORA',
  source:
    'Regulation (EU) 2022/2554 of 14 December 2022 on digital operational resilience for the financial sector',
  controls: [
    {
      id: 'Art. 11',
      title: 'Response and recovery',
      claims: [
        {
          needs: ['fallback-access', 'runbook-followed'],
          text: 'A response plan was carried out and was effective.',
        },
        { needs: ['recovery'], text: 'Recovery was tested after a proven outage.' },
        { needs: ['objective'], text: 'A critical function met its recovery objective.' },
      ],
      partOnly: true,
      never: 'Policy, impact analysis, crisis management and communication.',
    },
    {
      id: 'Art. 24',
      title: 'General requirements for the performance of digital operational resilience testing',
      claims: [
        {
          needs: ['fault-proven', 'prediction'],
          text: 'A test with a prediction on record was carried out.',
        },
        { needs: ['follow-up'], text: 'Findings are prioritised and have owners and dates.' },
      ],
      partOnly: true,
      never: 'The testing programme as a whole, and the independence of the testers.',
    },
    {
      id: 'Art. 25',
      title: 'Testing of ICT tools and systems',
      claims: [
        { needs: ['fault-proven'], text: 'A scenario-based, end-to-end test of identity systems ran.' },
      ],
      partOnly: true,
      never: 'The other kinds of test that the article lists.',
    },
    {
      id: 'Art. 26',
      title: 'Advanced testing of ICT tools, systems and processes based on TLPT',
      claims: [],
      never: 'Anything: a drill is not a threat-led penetration test.',
    },
  ],
}
