/** What the object is called in most apps: Flask's and FastAPI's tutorials say `app`, Django and PEP 3333 `application`. */
export const usualObject = (missing: string): string => (missing === 'app' ? 'application' : 'app');

/** What to do where a module has no object of the name that the command gives, as one sentence. */
export const nameObject = (module: string, attribute: string): string =>
  `Name the object that ${module} really has, often \`${module}:${usualObject(attribute)}\` instead of \`${module}:${attribute}\`: it has no \`${attribute}\`.`;
