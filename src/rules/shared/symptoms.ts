/** What every check shows where nothing can be reached at the endpoint's port: no more than that. */
export const NO_SERVICE = ['not-listening', 'slow-boot', 'runtime-check-failing', 'no-response'] as const;

/** The same of an app that has never come to serve: it had no runtime check. */
export const NO_START = ['not-listening', 'slow-boot', 'no-response'] as const;

/** What failing checks show where the app answers, but not as it should. */
export const FAILED_CHECKS = ['runtime-check-failing', 'slow-boot'] as const;
