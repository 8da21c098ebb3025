/** What an HTTP status means for a health check (RFC 9110, 15). */
export interface StatusWords {
  /** Follows "is answered 401, ". */
  readonly says: string;
  /** What to do about it at `path`, full sentences. */
  steps(path: string): readonly string[];
}

const login = (path: string): readonly string[] => [
  `Let ${path} through without a login: exempt it where the app (or a proxy before it) asks for one.`,
];

const failure = (path: string): readonly string[] => [
  `Read the app's log for the error that GET ${path} causes, and fix that: the route exists, and what it does fails.`,
];

const WORDS: Readonly<Record<number, StatusWords>> = {
  400: {
    says: 'as a request that it cannot take',
    steps: (path) => [`Let the app take a plain GET ${path} without parameters or a body.`],
  },
  401: { says: 'which asks for a login', steps: login },
  403: { says: 'which forbids it', steps: login },
  405: { says: 'which does not allow GET there', steps: (path) => [`Answer GET on ${path}, not only other methods.`] },
  429: { says: 'which limits how often it may be asked', steps: (path) => [`Exempt ${path} from rate limits.`] },
  500: { says: 'an error of the app', steps: failure },
  502: {
    says: 'as a proxy does whose backend fails',
    steps: () => [
      'See that the backend behind the front server in this container runs and listens where the front server looks for it.',
    ],
  },
  503: {
    says: 'which says that it is not available for now',
    steps: (path) => [
      `Find why the app calls itself unavailable: it is still starting, in maintenance, or ${path} asks for a database or service that is down.`,
    ],
  },
  504: {
    says: 'as a proxy does whose backend does not answer',
    steps: () => ['See why the backend behind the front server in this container does not answer.'],
  },
};

/** The words for a status; those of its class where it has none of its own. */
export function statusWords(status: number): StatusWords {
  const own = WORDS[status];
  if (own) return own;
  if (status >= 500) return { says: 'an error of the app', steps: failure };
  return status < 300
    ? { says: 'a success but not the one that counts', steps: (path) => [`Answer ${path} with 200 and a short body.`] }
    : { says: 'which refuses the request', steps: (path) => [`Let the app take a plain GET ${path}.`] };
}
