import { parts } from '../../docker/reference/parts/index.ts'
import { processes } from '../../harness/stacks/processes.ts'
import { failuresIn, tried } from './matrix.ts'
import type { Point } from './points.ts'
import { baselineOf } from './remains.ts'
const scene = { home: '/tmp/home-transport', driver: 'processes', stack: 'tr' }
const stack = await processes(parts).attach('tr')
const points: Point[] = [
  ...['latency','bandwidth','reset','truncated'].flatMap((fault) => ['after:fault.intent:1','after:fault.applied:1','before:undo.done:1'].map((at, i): Point => ({ fault, at, ending: i === 1 ? 'with its watchdog' : 'alone', stack: 'warm' }))),
  ...['sealed','quota-exceeded','audit-blocked','clock-drift'].map((fault): Point => ({ fault, at: 'after:fault.applied:1', ending: 'alone', stack: 'warm' })),
]
const all = await tried(scene, stack, await baselineOf(scene, stack), points, (t) => console.log(t))
console.log(failuresIn(all).join('\n').slice(0, 6000))
process.exit(0)
