import { describeFaults } from '../support/scenario-tests.ts';
import { daemonFaults } from './cases/daemons.ts';

describeFaults('a server that daemonizes', daemonFaults);
