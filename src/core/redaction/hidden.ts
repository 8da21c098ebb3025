/** The replacement of a secret. */
export const HIDDEN = '[redacted]';
