import { azureWords } from './parse-azure-words.ts';
import { cloudRunWords } from './parse-cloud-run-words.ts';
import { containerWords } from './parse-container-words.ts';
import { ecsWords } from './parse-ecs-words.ts';
import { flyWords } from './parse-fly-words.ts';
import { herokuWords } from './parse-heroku-words.ts';
import { hostedWords } from './parse-hosted-words.ts';
import { initWords } from './parse-init-words.ts';
import { kubernetesWords } from './parse-kubernetes-words.ts';
import type { LifeDialect } from './parse-life-words.ts';
import { renderWords } from './parse-render-words.ts';
import { systemdWords } from './parse-systemd-words.ts';

/** Dialects of what starts an app, outside its own output: each platform, container engine and init has a file. */
export const platformWords: readonly LifeDialect[] = [
  herokuWords,
  containerWords,
  flyWords,
  cloudRunWords,
  renderWords,
  kubernetesWords,
  systemdWords,
  initWords,
  azureWords,
  ecsWords,
  hostedWords,
];
