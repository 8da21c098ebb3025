/** The usual name of the object: `app` in the tutorials of Flask and FastAPI, `application` in Django and PEP 3333. */
export const usualObject = (missing: string): string => (missing === 'app' ? 'application' : 'app');

/** The step for a module that has no object with the name in the command. */
export const nameObject = (module: string, attribute: string): string =>
  `Start the server with the object that ${module} defines, often \`${module}:${usualObject(attribute)}\` instead of \`${module}:${attribute}\`: the module has no \`${attribute}\`.`;
