// A service of the user's own, told everything by its environment: answers on TLS and calls its callees by name.
import { spawn } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { createServer, request } from 'node:https'
import process from 'node:process'

const env = process.env
const ca = readFileSync(env.DRILL_TLS_CA)
const log = (fields) => process.stdout.write(`${JSON.stringify({ time: Date.now(), ...fields })}\n`)

if (env.TINY_DIES) {
  process.stderr.write(`cannot go on: ${readFileSync(`${env.DRILL_SECRETS}/orders-admin`, 'utf8')}\n`)
  process.exit(3)
}
if (env.TINY_CHILD) spawn('sleep', ['100000'], { stdio: 'ignore' })

const call = (url) =>
  new Promise((resolve) => {
    const headers = { 'user-agent': `drill-${env.DRILL_SERVICE}` }
    const outgoing = request(url, { ca, headers, agent: false, timeout: 2_000 }, (answer) => {
      answer.resume()
      resolve(`${answer.statusCode} from ${answer.socket.remoteAddress}`)
    })
    outgoing.once('timeout', () => outgoing.destroy(new Error('timeout')))
    outgoing.once('error', (error) => resolve(error.code ?? error.message))
    outgoing.end()
  })

createServer(
  { key: readFileSync(env.DRILL_TLS_KEY), cert: readFileSync(env.DRILL_TLS_CERT) },
  async (req, res) => {
    const caller = (req.headers['user-agent'] ?? 'unknown').replace(/^drill-/, '')
    log({
      msg: 'request',
      caller,
      requestId: req.headers['x-request-id'],
      method: req.method,
      path: req.url,
      status: 200,
    })
    if (req.url === '/environment')
      return res.end(
        JSON.stringify({
          env,
          secrets: readdirSync(env.DRILL_SECRETS, { withFileTypes: true }).map((file) => file.name),
        }),
      )
    const target = req.url?.match(/^\/call\/(.*)$/)?.[1]
    res.end(target ? await call(decodeURIComponent(target)) : 'fine')
  },
).listen(Number(env.DRILL_LISTEN_PORT), env.DRILL_LISTEN_ADDRESS)
