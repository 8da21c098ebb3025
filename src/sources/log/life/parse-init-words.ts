import { gaveUp, note, outsideDialect, stopping, withCode } from './parse-life-words.ts';

/** Inits inside a container: s6-overlay (2 and 3), and the launcher of Cloud Native Buildpacks. */
export const initWords = outsideDialect(
  /s6-rc: |rc\.init: |\ncont-(?:init|finish): |s6-overlay-suexec: |libexec\/preinit: |\[cont-(?:init|finish)\.d\] |\[(?:services|s6-init|s6-finish)(?:\.d)?\] |\nERROR: failed to launch: /,
  [
    [/^s6-rc: warning: unable to start service \S{1,200}: command exited (\d{1,3})$/, withCode('s6')],
    [/^s6-rc: info: service \S{1,200}: stopping$/, stopping],
    [/^s6-rc: (?:info|warning): .{1,300}$/, note],
    [/^\/run\/s6\/basedir\/scripts\/rc\.init: fatal: .{1,300}$/, gaveUp('s6')],
    [/^\/run\/s6\/basedir\/scripts\/rc\.init: warning: .{1,300}$/, note],
    [/^cont-init: info: \S{1,200} exited ([1-9]\d{0,2})$/, withCode('s6')],
    [/^cont-(?:init|finish): (?:info|warning): .{1,300}$/, note],
    // Logged before any program is started: s6 lacks the rights, or is not the first process.
    [/^(?:cont-init|s6-overlay-suexec|\/package\/admin\/\S{1,100}\/libexec\/preinit): fatal: .{1,300}$/, gaveUp('s6')],
    [/^\[cont-init\.d\] \S{1,200}: exited ([1-9]\d{0,2})\.$/, withCode('s6')],
    [/^\[(?:cont-init\.d|cont-finish\.d|services\.d|s6-init|s6-finish)\] .{1,300}$/, note],
    [/^ERROR: failed to launch: .{1,600}$/, gaveUp('The launcher')],
  ],
);
