import type { Output } from './output.ts'

/** Options of commands that make documents of a saved run again. */
export const remakingOptions = {
  to: {
    type: 'string',
    describe: "Folder for what is made again (default: the run's own, unless it is sealed)",
  },
} as const

/** Says of each document that it came out other than it was sealed. */
export const tellDiffering = (output: Output, to: string | undefined) => (file: string) =>
  output.complain(
    `${file} comes out other than it was sealed${to === undefined ? '; --to <folder> writes it elsewhere' : ''}`,
  )
