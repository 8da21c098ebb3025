const NAMES = ['--endpoint', '--expose', '--listen', '--health-path', '--release-timeout', '--on-daemonize'];

/** Whether a quote begins with a flag of sidewatch by which it is told what the platform does; `--listen=` and its like are the app's. */
export const isOwnFlag = (quote: string): boolean =>
  NAMES.includes(quote.split(' ')[0] ?? '') && !/^--listen (?:tcp|unix):/.test(quote);
