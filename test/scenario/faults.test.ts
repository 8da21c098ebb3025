import { describeFaults } from '../support/scenario-tests.ts';
import { faults } from './cases/faults.ts';

describeFaults('under sidewatch', faults);
