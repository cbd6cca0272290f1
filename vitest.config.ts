import { defineConfig } from 'vitest/config'
import { Tally } from './test/tally.ts'

export default defineConfig({
  test: {
    reporters: ['default', new Tally()],
    projects: [
      {
        test: {
          name: 'unit',
          include: ['test/**/*.test.ts'],
          exclude: ['test/drill/**', 'test/verifiers/**'],
          testTimeout: 30_000,
          sequence: { groupOrder: 0 },
        },
      },
      {
        test: {
          name: 'lanes',
          include: ['test/drill/lanes/**/*.test.ts'],
          globalSetup: ['test/drill/lanes/warm.ts'],
          testTimeout: 240_000,
          hookTimeout: 240_000,
          // One drill at a time: a second browser beside it makes logins late on two cores.
          maxWorkers: 1,
          sequence: { groupOrder: 1 },
        },
      },
      {
        test: {
          name: 'stacks',
          include: ['test/drill/**/*.test.ts'],
          exclude: ['test/drill/lanes/**'],
          testTimeout: 300_000,
          hookTimeout: 300_000,
          // One stack comes up at a time: a second one beside it would take the cores that it needs.
          maxWorkers: 1,
          sequence: { groupOrder: 2 },
        },
      },
      {
        test: {
          name: 'verifiers',
          include: ['test/verifiers/**/*.test.ts'],
          testTimeout: 120_000,
          // Building cosign takes both cores for minutes: nothing that is timed runs beside it.
          sequence: { groupOrder: 3 },
        },
      },
    ],
  },
})
