import type { Framework } from './control.ts'
import { dora } from './dora.ts'
import { iso27001 } from './iso-27001.ts'
import { nist80053 } from './nist-800-53.ts'
import { nist800207 } from './nist-800-207.ts'
import { nistCsf } from './nist-csf.ts'
import { owaspNhi } from './owasp-nhi.ts'
import { pciDss } from './pci-dss.ts'
import { soc2 } from './soc2.ts'

/** Every framework that the control matrix speaks of, in its order. */
export const frameworks: readonly Framework[] = [
  nistCsf,
  nist80053,
  nist800207,
  dora,
  soc2,
  iso27001,
  pciDss,
  owaspNhi,
]
