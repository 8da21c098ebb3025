import { agentFlags } from './agent-flags.ts';
import { apiFlags } from './api-flags.ts';
import { appFlags } from './app-flags.ts';
import { controllerFlags } from './controller-flags.ts';

/** Every setting of `sidewatch run`, in the order of docs/settings.md. */
export const flags = { ...appFlags, ...apiFlags, ...controllerFlags, ...agentFlags } as const;
