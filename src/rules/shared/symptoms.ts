/** What every check shows if nothing is reachable on the endpoint's port. */
export const NO_SERVICE = ['not-listening', 'slow-boot', 'runtime-check-failing', 'no-response'] as const;

/** What they show for an app that never served: it had no runtime check. */
export const NO_START = ['not-listening', 'slow-boot', 'no-response'] as const;

/** What failing checks show if the app responds, but not as it should. */
export const FAILED_CHECKS = ['runtime-check-failing', 'slow-boot'] as const;
