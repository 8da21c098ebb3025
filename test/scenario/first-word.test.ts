import { describeFaults, describeHealthy } from '../support/scenario-tests.ts';
import { backendFaults, startingBackends } from './cases/backends.ts';
import { takenPortFaults } from './cases/taken-port.ts';

describeFaults('a port that a helper holds first', takenPortFaults);
describeFaults('a front server whose backend is missing, or fails', backendFaults);
describeHealthy('what only looks broken while it starts', startingBackends);
