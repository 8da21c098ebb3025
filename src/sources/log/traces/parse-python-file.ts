/** Whether a file in a Python trace is the app's own: not a library's, and not the server's. */
export const isOwn = (file: string): boolean =>
  !/\/(?:site|dist)-packages\/|\/lib\/python\d|\/uvicorn\/\w+\.py$|^</.test(file) && !GUNICORN.test(file);

const GUNICORN =
  /\/gunicorn\/(?:app|workers|http|http2|asgi|dirty|instrument)\/|\/gunicorn\/\w+\.py$|\/s?bin\/[\w.-]+$/;

/** Whether a frame belongs to a request, a job or a thread, by its file or function; module-level code does not. */
export const isOfTask = (file: string, name: string | undefined): boolean =>
  name !== '<module>' &&
  (TASK_FILES.test(file) || (isOwn(file) && (OWN_TASK_FILES.test(file) || TASK_NAMES.test(name ?? ''))));

const TASK_FILES =
  /\/(?:django\/core\/handlers|rest_framework|flask|werkzeug|starlette|fastapi|uvicorn\/protocols|gunicorn\/workers|waitress|tornado|sanic|falcon|pyramid|aiohttp|celery|kombu|rq|huey|dramatiq|apscheduler|channels|daphne|asgiref|grpc|multiprocessing|concurrent\/futures)\/|\/(?:bottle|socketserver|threading|http\/server|asyncio\/events)\.py$/;
const OWN_TASK_FILES =
  /(?:^|[/_])(?:views?|routes?|routers?|handlers?|controllers?|resources?|endpoints?|middlewares?|tasks?|jobs?|workers?|consumers?)(?:\/|\.py$)/;
const TASK_NAMES =
  /^(?:(?:do_)?(?:get|post|put|patch|delete|head)|handle\w*|on_\w+|dispatch\w*|process_\w+|consume\w*|perform|\w*view|\w*worker|\w*callback|__call__)$/i;
