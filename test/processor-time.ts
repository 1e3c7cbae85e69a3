/** The processor time that this process has used, in milliseconds. Unlike the clock it stands still while other programs have the processor. */
export function processorMs(): number {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1000
}
