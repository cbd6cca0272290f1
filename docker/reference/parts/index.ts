import type { Part } from '../../../harness/stacks/part.ts'
import { haproxy } from './haproxy.ts'
import { keycloak } from './keycloak.ts'
import { openbao } from './openbao.ts'
import { postgres } from './postgres.ts'
import { ledger, orders, pager } from './service.ts'

/** Every server that the harness knows how to run. */
export const parts: readonly Part[] = [postgres, keycloak, openbao, haproxy, orders, ledger, pager]
