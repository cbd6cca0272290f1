import { platform } from 'node:os'
import type { ContainerRuntimeClient } from 'testcontainers'
import { DrillError } from '../model/error.ts'

/** The engine's API (dockerode) as testcontainers finds it: DOCKER_HOST, contexts, the usual sockets. */
export type Engine = ContainerRuntimeClient['container']['dockerode']
export type Container = ReturnType<Engine['getContainer']>
export type ContainerOptions = Parameters<Engine['createContainer']>[0]

/** How long an engine may take to say that it is there. */
const limitMs = 5_000

/** A client of the engine. Throws DrillError `refused` when none answers. */
export async function engineClient(): Promise<ContainerRuntimeClient> {
  // Its clean-up container would also reap warm stacks, and its image can often not be had: labels do that here.
  process.env.TESTCONTAINERS_RYUK_DISABLED = 'true'
  // Loaded only here: it costs most of a second, and most commands need no engine.
  const { getContainerRuntimeClient } = await import('testcontainers')
  try {
    return await within(getContainerRuntimeClient(), limitMs)
  } catch (cause) {
    throw new DrillError('refused', 'no container engine answers', {
      cause,
      next: 'Run `npx drill setup --containers`, or take the driver `processes`.',
    })
  }
}

/** Why stacks cannot run in containers here, or undefined when they can. */
export async function engineUnavailable(): Promise<string | undefined> {
  if (platform() !== 'linux') return 'container networks can be reached from the host on Linux only'
  try {
    const { container } = await engineClient()
    const info = (await within(container.dockerode.info(), limitMs)) as EngineInfo
    return unfit(info, container.dockerode)
  } catch (cause) {
    return cause instanceof DrillError ? cause.message : 'the container engine does not answer'
  }
}

/** Whether any engine answers, fit or not. */
export async function engineAnswers(): Promise<boolean> {
  try {
    await within((await engineClient()).container.dockerode.ping(), limitMs)
    return true
  } catch {
    return false
  }
}

interface EngineInfo {
  readonly OSType?: string
  readonly SecurityOptions?: readonly string[]
}

function unfit(info: EngineInfo, engine: Engine): string | undefined {
  const { socketPath } = engine.modem as { socketPath?: string }
  if (!socketPath)
    return 'the container engine is not on this machine, and its containers need the files of the stack'
  const options = info.SecurityOptions?.join() ?? ''
  if (options.includes('name=rootless'))
    return 'networks of a rootless engine cannot be reached from the host'
  if (options.includes('name=userns')) return "an engine that maps users cannot share the stack's files"
  return info.OSType === 'linux'
    ? undefined
    : `the engine runs containers of ${info.OSType ?? 'an unknown kind'}`
}

async function within<T>(answer: Promise<T>, ms: number): Promise<T> {
  const { promise, reject } = Promise.withResolvers<never>()
  const timer = setTimeout(() => reject(new Error(`no answer in ${ms} ms`)), ms)
  try {
    return await Promise.race([answer, promise])
  } finally {
    clearTimeout(timer)
  }
}
