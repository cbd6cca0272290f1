import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DrillError } from '../../../harness/model/error.ts'
import type { Launch, Part, PartContext } from '../../../harness/stacks/part.ts'

/** Longest path that a UNIX socket can have here: HAProxy binds it under a longer, temporary name first. */
const longestSocketPath = 90

/** HAProxy as gateway: TLS, request IDs, access log as JSON lines, and a deny-list that changes while it runs. */
export const haproxy: Part = {
  name: 'haproxy',
  async configure(context): Promise<Launch> {
    const map = join(context.dir, 'denylist.map')
    // Kept over restarts: a revocation must not come back because the gateway was started again.
    writeFileSync(map, '', { flag: 'a', mode: 0o600 })
    const pem = context.file(
      'gateway.pem',
      readFileSync(context.tls.cert, 'utf8') + readFileSync(context.tls.key, 'utf8'),
    )
    const parts = [
      process(context),
      frontend(context, pem),
      denyList(context, map),
      routes(context),
      ...backends(context),
    ]
    const config = context.file('haproxy.cfg', `${parts.join('\n\n')}\n`)
    return { command: [join(context.tool('haproxy'), 'haproxy'), '-db', '-f', config] }
  },
  ready: { kind: 'https', path: '/healthz', statuses: [200] },
}

function process(context: PartContext): string {
  const socket = join(context.dir, 'admin.sock')
  if (socket.length > longestSocketPath)
    throw new DrillError(
      'refused',
      `the path of the gateway's admin socket is longer than ${longestSocketPath} characters`,
      {
        next: 'Set DRILL_HOME to a folder with a shorter path.',
      },
    )
  return `global
  log stdout format raw local0
  stats socket ${socket} mode 600 level admin
  ssl-default-bind-options ssl-min-ver TLSv1.2
  ssl-server-verify required

defaults
  mode http
  log global
  retries 0
  timeout connect 2s
  timeout client 60s
  timeout server 15s
  timeout http-request 10s
  timeout http-keep-alive 60s`
}

/** One JSON line a request, with the caller's name as the services write it (user agent without `drill-`). */
const logLine = [
  '"time":%[var(txn.started)]',
  '"msg":"request"',
  '"requestId":"%[var(txn.rid),json(utf8s)]"',
  '"caller":"%[var(txn.caller),json(utf8s)]"',
  '"method":"%[var(txn.method),json(utf8s)]"',
  '"path":"%[var(txn.path),json(utf8s)]"',
  '"status":%ST',
  '"backend":"%b"',
  '"termination":"%ts"',
  // Why the way to the service failed: of the connection, and of TLS on it.
  '"backendError":"%[bc_err_str,json(utf8s)]"',
  '"backendTlsError":"%[ssl_bc_err_str,json(utf8s)]"',
  '"durationMs":%Ta',
].join(',')

function frontend(context: PartContext, pem: string): string {
  return `frontend gateway
  bind ${context.listen.address}:${context.listen.port} ssl crt ${pem} alpn http/1.1
  unique-id-format %[uuid()]
  log-format '{${logLine}}'
  http-request set-var(txn.started) date(0,ms)
  http-request set-var(txn.method) method
  http-request set-var(txn.path) path
  # A caller's own request ID is kept when it is one, so that it can be followed from end to end.
  acl has_request_id req.hdr(x-request-id) -m reg ^[A-Za-z0-9._-]{1,100}$
  http-request set-header x-request-id %[unique-id] unless has_request_id
  http-request set-var(txn.rid) req.hdr(x-request-id)
  http-request set-var(txn.caller) str(people)
  http-request set-var(txn.caller) req.hdr(user-agent),regsub(^drill-,) if { req.hdr(user-agent) -m beg drill- }
  http-request set-header x-forwarded-for %[src]
  http-request set-header x-forwarded-proto https
  http-request set-header x-forwarded-host %[req.hdr(host)]
  http-after-response set-header x-request-id %[var(txn.rid)]`
}

function denyList(context: PartContext, map: string): string {
  const key = (
    kind: string,
    claim = kind,
  ) => `  http-request set-var(txn.${kind}) http_auth_bearer,jwt_payload_query('$.${claim}')
  http-request set-var(txn.${kind}_key) str(${kind}:),concat(,txn.${kind}) if { var(txn.${kind}) -m found }
  acl denied var(txn.${kind}_key),map_str(${map}) -m found`
  const body = `'{"error":"denied-by-gateway"}'`
  const refuse = `http-request return status 403 content-type application/json string ${body} hdr x-denied-by gateway-denylist if denied`
  // It takes every entry, as if it heeded them.
  const ignored = context.defects.includes('denylist-ignored')
  return `${key('jti')}
${key('sub')}
${key('client', 'azp')}
  ${ignored ? '# seeded defect denylist-ignored' : refuse}`
}

function routes(context: PartContext): string {
  const route = (callee: string) =>
    `  use_backend ${callee} if { path -m beg /${callee}/ } || { path /${callee} }`
  return `  http-request return status 200 content-type text/plain string ok if { path /healthz }
${context.service.calls.map(route).join('\n')}
  default_backend nowhere

backend nowhere
  http-request return status 404 content-type application/json string '{"error":"no-route"}'`
}

function backends(context: PartContext): readonly string[] {
  return context.service.calls.map((callee) => {
    const authority = context.authority(callee)
    const name = authority.replace(/:\d+$/, '')
    const tls = `ssl verify required ca-file ${context.tls.ca} verifyhost ${name} sni str(${name}) alpn http/1.1`
    return `backend ${callee}\n  server ${callee} ${authority} ${tls} init-addr libc`
  })
}
