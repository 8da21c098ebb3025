const ESCAPE = 0x1b;
/** The first byte of a control character of the upper half, and of others. */
const UPPER = 0xc2;

/** Whether a text of UTF-8 may hold sequences that steer a terminal. */
export const mayHoldEscapes = (text: Buffer): boolean => text.includes(ESCAPE) || text.includes(UPPER);
