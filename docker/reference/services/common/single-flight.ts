/** Runs at most one `work` per key at a time; whoever comes meanwhile gets the same outcome. */
export function singleFlight<T>(): (key: string, work: () => Promise<T>) => Promise<T> {
  const flights = new Map<string, Promise<T>>()
  return (key, work) => {
    const open = flights.get(key)
    if (open) return open
    const flight = work().finally(() => flights.delete(key))
    flights.set(key, flight)
    return flight
  }
}
