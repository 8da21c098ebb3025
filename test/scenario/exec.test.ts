import { describeFaults } from '../support/scenario-tests.ts';
import { execFaults } from './cases/exec.ts';

describeFaults('a command that cannot be executed', execFaults);
