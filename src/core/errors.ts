/** The base of every error that sidewatch throws: `code` is stable, `message` says what, where, and the offending text. */
export class SidewatchError extends Error {
  readonly code: string;

  constructor(code: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
    this.name = new.target.name;
  }
}

/** A flag, an environment variable or a config file entry that cannot be used. The message is one line, fit for a person. */
export class SettingsError extends SidewatchError {
  constructor(message: string, options?: ErrorOptions) {
    super('settings', message, options);
  }
}

/** Text from outside (a /proc file, a log line) that does not have its documented form. */
export class ParseError extends SidewatchError {
  constructor(message: string, options?: ErrorOptions) {
    super('parse', message, options);
  }
}
