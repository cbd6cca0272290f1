#!/usr/bin/env node
// The harness runs on Node 24. Started by another Node, this file starts itself again under the one
// that the package depends on, and passes signals and the exit code through.
const major = Number(process.versions.node.split('.')[0])
if (major >= 24) {
  // Compiled code is kept between starts: most of a short command's time would be compiling again. It is kept beside
  // the code itself: in the shared temporary folder, others could put their code there.
  const { enableCompileCache } = process.getBuiltinModule('node:module')
  enableCompileCache(`${import.meta.dirname}/../node_modules/.cache/drill-compiled`)
  // Code is compiled on this thread alone: one that compiles beside it can wait for a collection of garbage that never
  // comes once this one exits, and the process hangs for good (nodejs/node#54918).
  const { setFlagsFromString } = process.getBuiltinModule('node:v8')
  for (const flag of ['--no-concurrent-recompilation', '--no-concurrent-sparkplug']) setFlagsFromString(flag)
  await import('../dist/cli/main.js')
} else {
  const { spawn } = await import('node:child_process')
  const { createRequire } = await import('node:module')
  const node = createRequire(import.meta.url).resolve('node/bin/node')
  const child = spawn(
    node,
    [import.meta.filename ?? new URL(import.meta.url).pathname, ...process.argv.slice(2)],
    {
      stdio: 'inherit',
    },
  )
  // In a terminal the whole foreground group gets Ctrl-C; passing it on would count as pressing it twice.
  process.on('SIGINT', () => process.stdin.isTTY || child.kill('SIGINT'))
  process.on('SIGTERM', () => child.kill('SIGTERM'))
  process.on('SIGHUP', () => child.kill('SIGHUP'))
  child.on('exit', (code, signal) => process.exit(code ?? (signal === 'SIGINT' ? 130 : 143)))
}
