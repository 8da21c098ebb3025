/** What an HTTP status means for a health check (RFC 9110, 15). */
export interface StatusWords {
  /** Follows "returned 401, ". */
  readonly says: string;
  /** The steps for it at `path`, as full sentences. */
  steps(path: string): readonly string[];
}

const login = (path: string): readonly string[] => [
  `Let ${path} through without a login: exempt it where the app, or a proxy in front of it, demands a login.`,
];

const failure = (path: string): readonly string[] => [
  `Read the app's log for the error that GET ${path} causes, and fix that: the route exists, but its code fails.`,
];

const WORDS: Readonly<Record<number, StatusWords>> = {
  400: {
    says: 'which rejects the request as invalid',
    steps: (path) => [`Make the app accept a plain GET ${path} without parameters or a body.`],
  },
  401: { says: 'which asks for a login', steps: login },
  403: { says: 'which forbids access', steps: login },
  405: { says: 'which does not allow GET there', steps: (path) => [`Answer GET on ${path}, not only other methods.`] },
  429: { says: 'which limits the rate of requests', steps: (path) => [`Exempt ${path} from rate limits.`] },
  500: { says: 'an error in the app', steps: failure },
  502: {
    says: 'which a proxy returns if its backend fails',
    steps: () => [
      'Check that the backend behind the front server in this container is running, and listens where the front server expects it.',
    ],
  },
  503: {
    says: 'which means that it is temporarily unavailable',
    steps: (path) => [
      `Find out why the app reports that it is unavailable: it is starting, in maintenance, or ${path} needs a database or service that is down.`,
    ],
  },
  504: {
    says: 'which a proxy returns if its backend does not respond',
    steps: () => ['Find out why the backend behind the front server in this container does not respond.'],
  },
};

/** The words for a status, else those for its class. */
export function statusWords(status: number): StatusWords {
  const own = WORDS[status];
  if (own) return own;
  if (status >= 500) return { says: 'an error in the app', steps: failure };
  return status < 300
    ? { says: 'a success but not the expected one', steps: (path) => [`Return 200 and a short body for ${path}.`] }
    : { says: 'which refuses the request', steps: (path) => [`Make the app accept a plain GET ${path}.`] };
}
