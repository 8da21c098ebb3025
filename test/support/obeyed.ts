const range = (from: number, to: number): readonly string[] =>
  Array.from({ length: to - from + 1 }, (_, i) => String.fromCodePoint(from + i));

/** What a terminal or a page obeys, or does not show, one character each: no escape, which takes what follows with it, and no line feed or tab. */
export const OBEYED: readonly string[] = [
  ...range(0, 8),
  ...range(11, 26),
  ...range(28, 31),
  ...range(127, 159),
  '\u00ad',
  '\u061c',
  '\u180e',
  ...range(0x200b, 0x200f),
  ...range(0x2028, 0x202e),
  ...range(0x2060, 0x206f),
  '\ufeff',
  ...range(0xfff9, 0xfffb),
  '\ud800',
  '\udfff',
  ...[0xe0001, 0xe0020, 0xe007f, 0xe0100].map((point) => String.fromCodePoint(point)),
];

/** Whether a text holds any of these; a line feed is none. Joiners between letters beyond ASCII are in their place. */
export const OBEYED_ANYWHERE =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: what must not be there is what is looked for
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ud800-\udfff\u{e0000}-\u{e0fff}]/u;
