import { describeFaults, describeHealthy } from '../support/scenario-tests.ts';
import { refusedFaults, refusedHealthy } from './cases/refused-words.ts';

describeFaults('a word that a program does not know', refusedFaults);
describeHealthy('a word that a program does not know, of another program', refusedHealthy);
