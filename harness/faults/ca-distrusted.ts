import { trustFault } from './authority/trust-fault.ts'

export const caDistrusted = trustFault({
  name: 'ca-distrusted',
  summary:
    'The target believes the CA that issues no more, as after a compromise: open connections are refused too.',
  list: 'distrusted',
  listed: true,
  meets: [403],
})
