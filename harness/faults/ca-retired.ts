import { trustFault } from './authority/trust-fault.ts'

export const caRetired = trustFault({
  name: 'ca-retired',
  summary:
    'The target has dropped the root of the CA that still issues: new handshakes end, open connections go on.',
  list: 'bundle',
  listed: false,
  meets: ['broken'],
})
