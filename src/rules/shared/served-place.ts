import { type Listener, listenerName } from '../../core/facts/listener.ts';
import type { OtherSocket } from '../../core/facts/other-socket.ts';
import { isSupervisor } from '../../remedies/servers/supervisors.ts';

/** Where a program of the app listens, and what it is. */
export interface ServedPlace {
  readonly kind: 'socket' | 'address';
  /** `/run/app.sock`, `127.0.0.1:3000`. */
  readonly name: string;
  readonly command: readonly string[];
  readonly pid?: number;
  /** Whether the socket's file lets every user open it. */
  readonly isOpen?: boolean;
}

export const servedAddress = (listener: Listener): ServedPlace => ({
  kind: 'address',
  name: listenerName(listener),
  command: listener.command ?? [],
  ...(listener.pid !== undefined && { pid: listener.pid }),
});

/** The Unix sockets on which requests may be answered, without the control sockets of tools. */
export const socketsOf = ({
  otherSockets,
}: {
  readonly otherSockets: readonly OtherSocket[];
}): readonly ServedPlace[] =>
  otherSockets.flatMap((socket): readonly ServedPlace[] => {
    const { pid, command = [] } = socket;
    if (socket.kind !== 'unix' || CONTROL.test(socket.path) || isSupervisor(command)) return [];
    const { path: name, isOpen } = socket;
    const seen = { ...(pid !== undefined && { pid }), ...(isOpen !== undefined && { isOpen }) };
    return [{ kind: 'socket', name, command, ...seen }];
  });

/** The control sockets of tools, which get no requests. */
export const CONTROL =
  /supervisord?\.sock|\.ctl$|\.pipe$|\/\.?pm2\/|\/(?:rpc|pub)\.sock$|\.X11-unix|dbus|ssh-|gpg-agent|tmux|docker\.sock|uv_stdio|vscode|systemd|\.java_pid|(?:admin|control|debug|inspector)[^/]*$/i;
