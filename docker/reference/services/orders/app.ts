import { createApplication, type OnRefusal } from '../common/application.ts'
import { addLoginRoutes, type LoginRoutesOptions } from './login-routes.ts'
import { addLogoutRoutes, type LogoutRoutesOptions } from './logout-routes.ts'
import { addSessionRoutes, type SessionRoutesOptions } from './session-routes.ts'

export type OrdersOptions = LoginRoutesOptions &
  SessionRoutesOptions &
  LogoutRoutesOptions & { readonly onRefusal?: OnRefusal }

export function ordersApp(options: OrdersOptions) {
  const app = createApplication('orders', options.onRefusal)
  addSessionRoutes(app, options)
  addLoginRoutes(app, options)
  addLogoutRoutes(app, options)
  return app
}
