import { asOperator } from '../operator.ts'
import type { Channelled } from './revocation.ts'

/** The application ends its own session; the IdP hears nothing of it. */
export const appSession: Channelled = {
  'app-session': async ({ stack, signal, held }) => {
    const { id } = held('app-session')
    const authorization = `Bearer ${await stack.secret('orders-admin')}`
    const path = `/orders/admin/sessions/${encodeURIComponent(id)}/revoke`
    await asOperator(stack, 'orders', signal, (orders) =>
      orders.send({ method: 'POST', path, headers: { authorization } }),
    )
    return `session ${id} ended at orders`
  },
}
