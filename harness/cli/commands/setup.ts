import { command } from '../command.ts'
import { type ExitCode, exitCodes } from '../exit.ts'
import { referenceEstate } from '../inputs.ts'
import { ensureFor } from '../prerequisites.ts'
import { endedBySignal, supervise } from '../signals.ts'

export const setup = command({
  positionals: {},
  options: {
    containers: {
      type: 'boolean',
      default: false,
      describe: 'Install and start a Docker engine too (Debian, root), and build the images',
    },
    verifiers: {
      type: 'boolean',
      default: false,
      describe: 'Install what outsiders verify evidence with too: cosign (built with Go), securesystemslib',
    },
    estate: {
      type: 'string',
      default: referenceEstate,
      defaultDescription: 'the reference estate',
      describe: 'Estate whose realm is prepared',
    },
  },
  async run({ containers, verifiers, estate: estateFile }, output) {
    const supervision = supervise((text) => output.complain(text))
    const say = (text: string) => output.note(text)
    try {
      const { readEstate } = await import('../../readers/estate.ts')
      const inputs = { estate: (await readEstate(estateFile)).estate, estateFile }
      await ensureFor('processes', inputs, ({ text }) => say(text), supervision.signal)
      if (containers) {
        const { ensureEngine } = await import('../../setup/engine.ts')
        await ensureEngine(say, supervision.signal)
        await ensureFor('containers', inputs, ({ text }) => say(text), supervision.signal)
      }
      if (verifiers) {
        const { ensureVerifiers } = await import('../../setup/verifiers.ts')
        await ensureVerifiers(say, supervision.signal)
      }
      const { toolReport } = await import('../../setup/report.ts')
      const rows = toolReport()
      output.result(rows, () =>
        rows.map(({ name, version, how }) => `${name.padEnd(10)} ${version.padEnd(16)} ${how}`).join('\n'),
      )
      return exitCodes.passed
    } catch (error) {
      return endedBySignal(supervision, error) as ExitCode
    } finally {
      supervision.end()
    }
  },
})
