import { everyService, readEnvironment, readSecret } from '../common/environment.ts'
import { serve } from '../common/serve.ts'
import { alertStore } from './alerts.ts'
import { pagerApp } from './app.ts'

const environment = readEnvironment(everyService)
const app = pagerApp({ alerts: alertStore(), secret: (name) => readSecret(environment, name) })
serve(app, environment)
