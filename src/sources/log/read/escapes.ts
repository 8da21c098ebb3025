const ESCAPE = 0x1b;
/** The first byte of control characters in the upper half, and of other characters. */
const UPPER = 0xc2;

/** Whether UTF-8 text may contain terminal escape sequences. */
export const mayHoldEscapes = (text: Buffer): boolean => text.includes(ESCAPE) || text.includes(UPPER);
