import { describeFaults } from '../support/scenario-tests.ts';
import { pythonServerFaults } from './cases/python-servers.ts';

describeFaults('a Python server', pythonServerFaults);
