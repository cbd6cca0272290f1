import type { Framework } from './control.ts'

export const pciDss: Framework = {
  id: 'pci-dss',
  name: 'PCI DSS 4.0.1',
  source: 'PCI DSS v4.0.1, June 2024',
  controls: [
    {
      id: '12.10.2',
      title:
        'At least once every 12 months, the security incident response plan is reviewed and the content is updated as needed, and tested, including all elements listed in Requirement 12.10.1.',
      claims: [
        { needs: ['fault-proven', 'runbook-followed'], text: 'One part of the response plan was tested.' },
      ],
      partOnly: true,
      never:
        'The requirement by itself: a drill tests neither all elements of 12.10.1 nor the yearly review.',
    },
  ],
}
