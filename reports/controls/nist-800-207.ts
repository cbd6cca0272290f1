import type { Framework } from './control.ts'

export const nist800207: Framework = {
  id: 'nist-800-207',
  name: 'NIST SP 800-207',
  source: 'NIST SP 800-207, Zero Trust Architecture, August 2020, section 2.1 (tenets)',
  controls: [
    {
      id: 'Tenet 3',
      title: 'Access to individual enterprise resources is granted on a per-session basis.',
      claims: [{ needs: ['revocation'], text: 'Sessions that were ended were refused at the resource.' }],
      never: 'That access in one session gives none to another resource.',
    },
    {
      id: 'Tenet 5',
      title:
        'The enterprise monitors and measures the integrity and security posture of all owned and associated assets.',
      claims: [],
      never: 'Posture of devices and assets: the drill asks for none.',
    },
    {
      id: 'Tenet 6',
      title:
        'All resource authentication and authorization are dynamic and strictly enforced before access is allowed.',
      claims: [
        { needs: ['fail-closed'], text: 'Resources stayed shut when their authority could not be asked.' },
        {
          needs: ['impostor-refused'],
          text: 'Forged, expired and misdirected tokens were refused throughout.',
        },
      ],
      never: 'Resources that the estate does not name.',
    },
  ],
}
