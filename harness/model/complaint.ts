/** Keys and indexes from the root of an input file to a value in it. */
export type Path = readonly (string | number)[]

/** Something wrong at a place of an input, told without knowing which line that is. */
export interface Complaint {
  readonly path: Path
  /** Whether the key is wrong or its value; the value unless given. */
  readonly on?: 'key' | 'value'
  readonly message: string
  readonly expected?: string
}

/** Lines and columns count from 1. */
export interface Place {
  readonly file: string
  readonly line?: number
  readonly column?: number
}

/** Finds the place of a path; of the nearest parent when the path itself is missing. */
export type Locate = (path: Path, on?: 'key' | 'value') => Place
