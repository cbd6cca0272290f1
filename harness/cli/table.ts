import { stripVTControlCharacters } from 'node:util'

/** Columns side by side, each as wide as its widest cell; colours take no width. Rows may be of different lengths. */
export function table(rows: readonly (readonly string[])[], indent = '  '): string[] {
  const widths: number[] = []
  for (const row of rows)
    for (const [index, cell] of row.entries()) widths[index] = Math.max(widths[index] ?? 0, width(cell))
  return rows.map((row) => {
    const cells = row.map((cell, index) => cell + ' '.repeat((widths[index] ?? 0) - width(cell)))
    return `${indent}${cells.join('  ')}`.trimEnd()
  })
}

const width = (cell: string): number => stripVTControlCharacters(cell).length
